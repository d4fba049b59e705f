// What a person can do for each part of a podcast that needs attention. Data is set as text, never as markup.

import { call } from "./calls.js";
import { element } from "./elements.js";

const TURN = "tts-";
const SOURCE = "source-";
const SCRIPT = "script";

// The note of one item. `act(body)` resumes the podcast, `button(label, act)` makes a button that reports refusals.
export function attention(item, { podcast, act, button, offerVoice }) {
  const note = element("li", "", "attention");
  const where = [item.turn ? `Turn ${item.turn}` : "", item.speaker, item.provider].filter(Boolean).join(" · ");
  note.append(element("strong", where ? `${where}: ` : ""), item.message);
  if (item.advice) note.append(element("span", item.advice, "advice"));
  if (item.id.startsWith(TURN)) mendTurn(note, item, { podcast, act, button, offerVoice });
  else if (item.text) note.append(document.createElement("br"), element("q", item.text));
  if (item.id.startsWith(SOURCE)) note.append(sourceChoices(item, { act, button }));
  if (item.id === SCRIPT) note.append(scriptChoices({ act, button }));
  if (item.code === "budget_reached") note.append(budget(podcast, { act, button }));
  return note;
}

async function mendTurn(note, item, { podcast, act, button, offerVoice }) {
  const turns = await call(`/podcasts/${podcast.podcast_id}/turns`).catch(() => []);
  const turn = turns.find((each) => each.index === item.turn);
  if (turn) note.append(marked(turn.text, item.text), newText(turn, { act, button }));
  if (offerVoice) await voices(note, item, { act, button });
  note.append(row(button("Leave this turn out", () => act({ skip_turns: [turn?.id || item.id] }))));
}

// The words at fault are marked. Where a vendor named none, the turn's first words stand in their place.
function marked(text, fault) {
  const shown = element("p", "", "whole");
  const at = fault && fault !== text && !fault.endsWith("…") ? text.toLowerCase().indexOf(fault.toLowerCase()) : -1;
  if (at < 0) {
    shown.append(text);
    return shown;
  }
  shown.append(text.slice(0, at), element("mark", text.slice(at, at + fault.length)), text.slice(at + fault.length));
  return shown;
}

function newText(turn, { act, button }) {
  const box = document.createElement("details");
  const area = element("textarea");
  area.id = `text-${turn.id}-${crypto.randomUUID?.() || Math.random()}`;
  area.rows = 6;
  area.value = turn.text;
  const label = element("label", `Text of turn ${turn.index}`);
  label.htmlFor = area.id;
  const count = element("span", "", "dim");
  const send = button("Speak this text", () => act({ turns: { [turn.id]: area.value.trim() } }));
  const changed = () => {
    const text = area.value.trim();
    send.disabled = !text || text === turn.text.trim();
    count.textContent = send.disabled ? "" : `${text.length} characters will be spoken anew.`;
  };
  area.addEventListener("input", changed);
  changed();
  box.append(element("summary", "Change the text"), label, area, row(send, count));
  return box;
}

// Another voice for the speaker, of those that the vendor told of.
async function voices(note, item, { act, button }) {
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
  note.append(row(select, button(`Use this voice for ${item.speaker}`, () => act({ voices: { [item.speaker]: select.value } }))));
}

function sourceChoices(item, { act, button }) {
  const number = String(Number(item.id.slice(SOURCE.length)));
  return row(
    button("Go on with what was read", () => act({ sources: { [number]: "use" } })),
    button("Leave this source out", () => act({ sources: { [number]: "skip" } })),
  );
}

function scriptChoices({ act, button }) {
  return row(
    button("Write it again", () => act({ rewrite: true })),
    button("Go on with it as it is", () => act({})),
  );
}

function budget(podcast, { act, button }) {
  const field = element("input");
  field.type = "number";
  field.min = "0.01";
  field.step = "0.01";
  field.inputMode = "decimal";
  field.setAttribute("aria-label", "New highest cost in USD");
  const spent = podcast.usage.cost_usd || 0;
  field.placeholder = `more than ${spent.toFixed(2)} USD`;
  return row(field, button("Go on with this budget", () => act({ budget_usd: Number(field.value) })));
}

function row(...parts) {
  const made = element("div", "", "row");
  made.append(...parts);
  return made;
}
