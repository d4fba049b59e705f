// Turns: the list with a play button each, and the transcript that follows the audio.

import { local } from "./calls.js";

const STATES = {
  waiting: "waiting",
  speaking: "being spoken",
  done: "",
  reused: "",
  needs_attention: "needs you",
  skipped: "left out",
};

const template = document.getElementById("turn-template");
const voice = new Audio();
let playing = null;

voice.addEventListener("ended", stop);
voice.addEventListener("pause", stop);

function stop() {
  if (!playing) return;
  playing.classList.remove("on");
  playing.setAttribute("aria-label", "Play this turn");
  playing = null;
}

function toggle(button, address) {
  const same = playing === button;
  voice.pause();
  stop();
  if (same) return;
  voice.src = address;
  playing = button;
  button.classList.add("on");
  button.setAttribute("aria-label", "Stop this turn");
  voice.play().catch(stop);
}

export function fillTurns(list, turns) {
  const first = turns[0]?.speaker;
  turns.forEach((turn, at) => {
    let item = list.children[at];
    if (!item || item.dataset.id !== turn.id) {
      item?.remove();
      item = template.content.firstElementChild.cloneNode(true);
      item.dataset.id = turn.id;
      list.insertBefore(item, list.children[at] || null);
      const button = item.querySelector(".play");
      button.addEventListener("click", () => toggle(button, item.dataset.audio));
    }
    item.className = `turn ${turn.state} ${turn.speaker === first ? "first" : "second"}`;
    item.querySelector("strong").textContent = turn.speaker;
    item.querySelector(".who .dim").textContent = STATES[turn.state] ?? turn.state;
    item.querySelector(".said").textContent = turn.text;
    item.querySelector(".fault").textContent = turn.error ? turn.error.message : "";
    const button = item.querySelector(".play");
    button.hidden = !turn.audio_url;
    if (turn.audio_url) item.dataset.audio = local(turn.audio_url);
  });
  while (list.children.length > turns.length) list.lastElementChild.remove();
}

export function followTranscript(box, audio, turns) {
  const timed = turns.filter((turn) => turn.start !== null);
  if (!timed.length || box.children.length) return;
  const lines = timed.map((turn) => {
    const line = document.createElement("button");
    line.type = "button";
    line.className = turn.speaker === timed[0].speaker ? "first" : "second";
    const who = document.createElement("b");
    who.textContent = turn.speaker;
    line.append(who, turn.text);
    line.addEventListener("click", () => {
      audio.currentTime = turn.start;
      audio.play();
    });
    return line;
  });
  box.replaceChildren(...lines);
  box.hidden = false;
  let current = -1;
  const follow = () => {
    let at = timed.findLastIndex((turn) => turn.start <= audio.currentTime + 0.05);
    if (at === current) return;
    lines[current]?.removeAttribute("aria-current");
    current = at;
    if (at < 0) return;
    lines[at].setAttribute("aria-current", "true");
    if (!box.matches(":hover, :focus-within")) {
      box.scrollTop = lines[at].offsetTop - box.offsetTop - box.clientHeight / 3;
    }
  };
  audio.addEventListener("timeupdate", follow);
  follow();
}
