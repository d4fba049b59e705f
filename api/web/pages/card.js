// One podcast on the page. Everything that comes from data is set as text, never as markup.

import { call, local } from "./calls.js";
import { fillTurns, followTranscript } from "./turns.js";
import { STATUS, doing, meta, nextTry } from "./words.js";

const ENDED = ["COMPLETED", "FAILED", "CANCELLED"];
const template = document.getElementById("podcast-template");

export const hasEnded = (podcast) => ENDED.includes(podcast.status);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export class Card {
  constructor(podcast, { removed, changed, say }) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.root.id = podcast.podcast_id;
    this.part = (query) => this.root.querySelector(query);
    this.removed = removed;
    this.changed = changed;
    this.say = say;
    this.part("h3").id = `title-${podcast.podcast_id}`;
    this.root.setAttribute("aria-labelledby", this.part("h3").id);
    this.part("progress").setAttribute("aria-labelledby", this.part("h3").id);
    this.part(".turns").addEventListener("toggle", () => this.showTurns());
    this.show(podcast);
  }

  get opened() {
    return this.part(".turns").open;
  }

  show(podcast) {
    const before = this.podcast;
    this.podcast = podcast;
    this.root.className = `card podcast ${podcast.status}`;
    this.part("h3").textContent = podcast.title || "Untitled podcast";
    this.part(".meta").textContent = meta(podcast);
    this.part(".badge").textContent = STATUS[podcast.status] || podcast.status;
    const ended = hasEnded(podcast);
    this.part(".progress").hidden = ended;
    this.part("progress").value = podcast.progress_percentage;
    this.part(".state").textContent = doing(podcast);
    this.notes(podcast);
    this.actions(podcast);
    this.player(podcast);
    if (before && before.status !== podcast.status) {
      this.say(`${podcast.title || "The podcast"}: ${STATUS[podcast.status] || podcast.status}`);
    }
    const grown = !before || before.rev !== podcast.rev || before.attempt !== podcast.attempt;
    if (this.opened && grown) this.showTurns();
  }

  notes(podcast) {
    const told = JSON.stringify([podcast.attention, podcast.waiting, podcast.error, podcast.warnings]);
    if (told === this.told) return; // keeps what is being chosen at the moment
    this.told = told;
    const list = this.part(".notes");
    const notes = [];
    const asked = new Set();
    for (const item of podcast.attention) {
      const note = attention(item);
      if (item.speaker && item.code.includes("voice") && !asked.has(item.speaker)) {
        asked.add(item.speaker);
        this.offerVoices(note, item);
      }
      notes.push(note);
    }
    for (const item of podcast.waiting) {
      const note = element("li", "", "waiting");
      note.append(element("strong", `Waiting for ${item.resource}. `), item.reason);
      const next = item.item ? nextTry(item) : "It goes on by itself once that is mended.";
      note.append(element("span", `${item.advice} ${next}`.trim(), "advice"));
      notes.push(note);
    }
    if (podcast.error) {
      const note = element("li", podcast.error.message, "error");
      if (podcast.error.advice) note.append(element("span", podcast.error.advice, "advice"));
      notes.push(note);
    }
    for (const item of podcast.warnings) notes.push(element("li", item.message, "warning"));
    list.replaceChildren(...notes);
  }

  // Another voice for the speaker of a parked turn, where its vendor told of any.
  async offerVoices(note, item) {
    const tts = item.provider ? `?tts=${encodeURIComponent(item.provider)}` : "";
    const page = await call(`/voices${tts}`).catch(() => null);
    if (!page?.items.length) return;
    const select = element("select");
    select.setAttribute("aria-label", `Voice for ${item.speaker}`);
    for (const voice of page.items) {
      const option = element("option", [voice.name, voice.accent, voice.gender].filter(Boolean).join(" · "));
      option.value = voice.id;
      select.append(option);
    }
    const use = this.button(`Use this voice for ${item.speaker}`, () => this.act("resume", { voices: { [item.speaker]: select.value } }));
    const row = element("div", "", "row");
    row.append(select, use);
    note.append(row);
  }

  actions(podcast) {
    const wanted = [];
    if (podcast.status === "NEEDS_ATTENTION" || podcast.waiting.some((each) => !each.item)) wanted.push(["Try again", "resume"]);
    if (podcast.status === "FAILED" || podcast.status === "CANCELLED") wanted.push(["Retry", "retry"]);
    if (!hasEnded(podcast)) wanted.push(["Cancel", "cancel"]);
    const buttons = wanted.map(([label, action]) => this.button(label, () => this.act(action)));
    if (podcast.audio_url) buttons.push(link("Download MP3", saving(podcast.audio_url)));
    if (podcast.transcript_url) buttons.push(link("Transcript", withQuery(podcast.transcript_url, "format=txt")));
    if (podcast.temporal_url) {
      const workflow = link("Workflow in Temporal", podcast.temporal_url);
      workflow.target = "_blank";
      workflow.rel = "noreferrer";
      buttons.push(workflow);
    }
    const remove = this.button("Delete", () => this.remove(remove));
    remove.classList.add("danger");
    buttons.push(remove);
    const signature = buttons.map((each) => each.textContent + (each.href || "")).join("|");
    if (signature === this.buttons) return; // a focused button stays where it is
    this.buttons = signature;
    this.part(".actions").replaceChildren(...buttons);
  }

  button(label, act) {
    const made = element("button", label, "quiet");
    made.type = "button";
    made.setAttribute("aria-describedby", `title-${this.root.id}`);
    made.addEventListener("click", async () => {
      made.disabled = true;
      try {
        await act();
      } catch (refusal) {
        this.part(".notes").append(element("li", refusal.message, "error"));
        this.say(refusal.message);
      } finally {
        made.disabled = false;
      }
    });
    return made;
  }

  async act(action, body = {}) {
    this.show(await call(`/podcasts/${this.root.id}/${action}`, { method: "POST", body }));
    this.changed(this);
  }

  async remove(button) {
    if (button.textContent === "Delete") {
      button.textContent = "Really delete?";
      setTimeout(() => { button.textContent = "Delete"; }, 4000);
      return;
    }
    await call(`/podcasts/${this.root.id}`, { method: "DELETE" });
    this.removed(this);
  }

  player(podcast) {
    const audio = this.part("audio");
    if (!podcast.audio_url) {
      audio.hidden = true;
      return;
    }
    const source = local(podcast.audio_url);
    if (!audio.hidden && audio.getAttribute("src")) return;
    audio.src = source;
    audio.hidden = false;
    audio.setAttribute("aria-label", `Listen to ${podcast.title || "the podcast"}`);
    audio.addEventListener("play", () => this.openTranscript(), { once: true });
  }

  async openTranscript() {
    const turns = await call(`/podcasts/${this.root.id}/turns`);
    followTranscript(this.part(".transcript"), this.part("audio"), turns);
  }

  async showTurns() {
    if (!this.opened) return;
    if (this.loading) {
      this.again = true;
      return;
    }
    this.loading = true;
    try {
      const turns = await call(`/podcasts/${this.root.id}/turns`);
      fillTurns(this.part(".turns ol"), turns);
    } catch (refusal) {
      this.part(".turns .none").textContent = refusal.message;
    } finally {
      this.loading = false;
      if (this.again) {
        this.again = false;
        this.showTurns();
      }
    }
  }
}

function attention(item) {
  const note = element("li", "", "attention");
  const where = [item.turn ? `Turn ${item.turn}` : "", item.speaker, item.provider].filter(Boolean).join(" · ");
  note.append(element("strong", where ? `${where}: ` : ""), item.message);
  if (item.text) {
    note.append(document.createElement("br"), element("q", item.text));
  }
  if (item.advice) note.append(element("span", item.advice, "advice"));
  return note;
}

function link(label, address) {
  const made = element("a", label, "quiet");
  made.href = address;
  return made;
}

const withQuery = (address, query) => local(address) + (address.includes("?") ? "&" : "?") + query;
const saving = (address) => withQuery(address, "download=true");
