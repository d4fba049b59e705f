// One podcast on the page. Everything that comes from data is set as text, never as markup.

import { again } from "./again.js";
import { call, local } from "./calls.js";
import { element, link } from "./elements.js";
import { alone, forget, remember } from "./listening.js";
import { attention } from "./mending.js";
import { fillTurns, follow } from "./turns.js";
import { STATUS, doing, meta, nextTry } from "./words.js";

const ENDED = ["COMPLETED", "FAILED", "CANCELLED"];
const template = document.getElementById("podcast-template");

export const hasEnded = (podcast) => ENDED.includes(podcast.status);

// Another run of these cannot end otherwise: what would have to change is the source.
const HOPELESS = ["no_article", "no_usable_text", "source_damaged", "source_encrypted", "source_not_supported", "source_too_large"];

export class Card {
  constructor(podcast, { removed, changed, made, say }) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.root.id = podcast.podcast_id;
    this.part = (query) => this.root.querySelector(query);
    this.removed = removed;
    this.changed = changed;
    this.made = made;
    this.say = say;
    this.part("h3").id = `title-${podcast.podcast_id}`;
    this.root.setAttribute("aria-labelledby", this.part("h3").id);
    this.part("progress").setAttribute("aria-labelledby", this.part("h3").id);
    this.part(".turns").addEventListener("toggle", () => this.showTurns());
    this.listening();
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
    this.another(podcast);
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
    const before = this.items || new Map();
    this.items = new Map();
    const asked = new Set();
    for (const item of podcast.attention) {
      const offerVoice = Boolean(item.speaker) && !asked.has(item.speaker);
      asked.add(item.speaker);
      const key = JSON.stringify([item, offerVoice]);
      this.items.set(key, before.get(key) || this.mend(item, podcast, offerVoice)); // what is being typed stays
    }
    const notes = [...this.items.values()];
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
    const focused = document.activeElement;
    this.part(".notes").replaceChildren(...notes);
    if (this.root.contains(focused)) focused.focus();
  }

  mend(item, podcast, offerVoice) {
    const act = (body) => this.act("resume", body);
    return attention(item, { podcast, act, button: (label, then) => this.button(label, then), offerVoice });
  }

  actions(podcast) {
    const wanted = [];
    if (podcast.status === "NEEDS_ATTENTION" || podcast.waiting.some((each) => !each.item)) wanted.push(["Try again", "resume"]);
    if (podcast.status === "AWAITING_REVIEW") wanted.push(["Approve", "approve"]);
    const hopeless = podcast.status === "FAILED" && HOPELESS.includes(podcast.error?.code);
    if ((podcast.status === "FAILED" && !hopeless) || podcast.status === "CANCELLED") wanted.push(["Retry", "retry"]);
    if (!hasEnded(podcast)) wanted.push(["Cancel", "cancel"]);
    const buttons = wanted.map(([label, action]) => this.button(label, () => this.act(action)));
    if (podcast.audio_url) buttons.push(link("Download MP3", saving(podcast.audio_url)));
    if (podcast.transcript_url) buttons.push(link("Transcript", withQuery(podcast.transcript_url, "format=txt")));
    if (podcast.notes_url) buttons.push(link("Show notes", podcast.notes_url));
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
    forget(this.root.id);
    this.removed(this);
  }

  // From the moment it is finished, another one can be made from it.
  another(podcast) {
    if (podcast.status !== "COMPLETED" || this.part(".again")) return;
    this.part(".turns").before(again(podcast, { made: this.made, say: this.say }));
  }

  // The player, from the moment there is an episode. It keeps its place and speed.
  player(podcast) {
    const audio = this.part("audio");
    this.part(".listen").hidden = !podcast.audio_url;
    audio.hidden = !podcast.audio_url;
    if (!podcast.audio_url || audio.getAttribute("src")) return;
    audio.src = local(podcast.audio_url);
    audio.setAttribute("aria-label", `Listen to ${podcast.title || "the podcast"}`);
    remember(audio, this.part(".speed select"), { id: this.root.id, title: () => this.podcast.title || "Podcast" });
  }

  listening() {
    const audio = alone(this.part("audio"));
    audio.addEventListener("play", () => { this.part(".turns").open = true; }, { once: true });
    audio.addEventListener("timeupdate", () => follow(this.part(".turns ol"), audio));
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
      fillTurns(this.part(".turns ol"), turns, this.part("audio"));
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

const withQuery = (address, query) => local(address) + (address.includes("?") ? "&" : "?") + query;
const saving = (address) => withQuery(address, "download=true");
