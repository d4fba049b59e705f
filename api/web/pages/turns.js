// The turns of a podcast: who says what, how far each is, and the one that is heard.

import { local } from "./calls.js";
import { alone } from "./listening.js";

const STATES = {
  waiting: "waiting",
  speaking: "being spoken",
  done: "",
  reused: "",
  needs_attention: "needs you",
  skipped: "left out",
};

const FLAGS = {
  uncited: "it names no passage that it comes from",
  number_not_in_sources: "a number that its passages do not have",
  unit_not_in_sources: "a unit that its passages do not have",
  date_not_in_sources: "a date that its passages do not have",
  name_not_in_sources: "a name that its passages do not have",
  quotation_not_in_sources: "a quotation that its passages do not have",
  negation_lost: "its passages deny it, or it denies them",
  hedge_lost: "its passages are less sure",
  in_another_language: "it is not in the language of the podcast",
  cited_elsewhere: "it stands in a passage that it does not cite",
};

const template = document.getElementById("turn-template");
const clip = alone(new Audio());
let playing = null;

clip.addEventListener("ended", stop);
clip.addEventListener("pause", stop);

function stop() {
  playing?.classList.remove("on");
  playing?.setAttribute("aria-label", "Play this turn");
  playing = null;
}

function toggle(button, address) {
  const same = playing === button;
  clip.pause();
  stop();
  if (same) return;
  clip.src = address;
  playing = button;
  button.classList.add("on");
  button.setAttribute("aria-label", "Stop this turn");
  clip.play().catch(stop);
}

// `episode` is the player of the finished podcast: a turn is then heard in it, in its place.
export function fillTurns(list, turns, episode) {
  const speakers = [...new Set(turns.map((turn) => turn.speaker))];
  turns.forEach((turn, at) => {
    let item = list.children[at];
    if (!item || item.dataset.id !== turn.id) {
      item?.remove();
      item = template.content.firstElementChild.cloneNode(true);
      item.dataset.id = turn.id;
      list.insertBefore(item, list.children[at] || null);
      item.querySelector(".play").addEventListener("click", (event) => {
        if (!episode.hidden && item.dataset.start) {
          episode.currentTime = Number(item.dataset.start);
          episode.play();
        } else {
          toggle(event.currentTarget, item.dataset.audio);
        }
      });
    }
    item.className = `turn ${turn.state} voice-${1 + speakers.indexOf(turn.speaker) % 4}`;
    item.querySelector("strong").textContent = turn.speaker;
    item.querySelector(".who .dim").textContent = STATES[turn.state] ?? turn.state;
    item.querySelector(".said").textContent = turn.text;
    const flags = (turn.flags || []).map((flag) => FLAGS[flag] || flag);
    item.querySelector(".check").textContent = flags.length ? `To check: ${flags.join("; ")}.` : "";
    item.querySelector(".fault").textContent = turn.error ? turn.error.message : "";
    item.querySelector(".play").hidden = !turn.audio_url;
    if (turn.audio_url) item.dataset.audio = local(turn.audio_url);
    if (turn.start !== null) item.dataset.start = turn.start;
  });
  while (list.children.length > turns.length) list.lastElementChild.remove();
}

// Marks the turn that is heard, and scrolls the list to it unless somebody is reading elsewhere in it.
export function follow(list, audio) {
  const items = [...list.children].filter((item) => item.dataset.start);
  const at = items.findLastIndex((item) => Number(item.dataset.start) <= audio.currentTime + 0.05);
  const now = items[at];
  const before = list.querySelector("[aria-current]");
  if (!now || before === now) return;
  before?.removeAttribute("aria-current");
  now.setAttribute("aria-current", "true");
  if (!list.matches(":hover, :focus-within")) {
    list.scrollTop = now.offsetTop - list.offsetTop - list.clientHeight / 3;
  }
}
