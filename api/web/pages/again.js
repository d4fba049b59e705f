// "Make another from this": the same script in other voices, or another script from the same sources.

import { call, newKey } from "./calls.js";
import { element } from "./elements.js";

const STYLES = ["conversational_interview", "narrative", "educational", "discussion", "debate", "critique", "brief"];

// A form that is filled once it is opened. `made(podcast)` shows what was made of it.
export function again(podcast, { made, say }) {
  const box = element("details", "", "again");
  const form = element("form");
  form.noValidate = true;
  box.append(element("summary", "Make another from this"), form);
  box.addEventListener("toggle", async () => {
    if (!box.open || form.childElementCount) return;
    try {
      const request = await call(`/podcasts/${podcast.podcast_id}/request`);
      fill(form, podcast, request, { voices: await voicesOf(request.speakers), made, say });
    } catch (refusal) {
      form.replaceChildren(element("p", refusal.message, "fault"));
    }
  });
  return box;
}

async function voicesOf(speakers) {
  const known = new Map();
  for (const { tts } of speakers) {
    if (known.has(tts)) continue;
    const page = await call(`/voices?tts=${encodeURIComponent(tts)}`).catch(() => ({ items: [] }));
    known.set(tts, page.items);
  }
  return known;
}

function fill(form, podcast, request, { voices, made, say }) {
  const name = `reuse-${podcast.podcast_id}`;
  const script = choice(name, "script", "Same script, other voices");
  const sources = choice(name, "sources", "Same sources, another script");
  script.input.checked = true;
  const tabs = element("fieldset", "", "tabs");
  tabs.append(element("legend", "What is kept", "hidden"), script.label, sources.label);
  const cast = request.speakers.map((speaker, at) => part(speaker, voices.get(speaker.tts) || [], `${podcast.podcast_id}-${at}`));
  const spoken = element("div", "", "grid");
  spoken.append(...cast.flatMap((each) => each.fields));
  const wishes = wishesFor(podcast, request);
  const told = element("div", "", "grid");
  told.append(...wishes.fields);
  told.hidden = true;
  const state = element("p", "", "dim");
  state.setAttribute("role", "status");
  const fault = element("p", "", "fault");
  fault.setAttribute("role", "alert");
  const button = element("button", "Make it");
  const row = element("div", "", "row end");
  row.append(state, button);
  form.append(tabs, spoken, told, row, fault);

  let key = newKey();
  let agreed = "";
  const body = () => {
    const reuse = script.input.checked ? "script" : "sources";
    const kept = { based_on: { podcast_id: podcast.podcast_id, reuse } };
    return script.input.checked ? { ...kept, speakers: cast.map((each) => each.wanted()) } : { ...kept, ...wishes.wanted() };
  };
  form.addEventListener("input", () => {
    spoken.hidden = !script.input.checked;
    told.hidden = script.input.checked;
    key = newKey();
    agreed = "";
    state.textContent = "";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    fault.textContent = "";
    try {
      if (agreed !== key) {
        state.textContent = priced(await call("/podcasts/estimate", { method: "POST", body: body() }));
        agreed = key;
        return;
      }
      const another = await call("/podcasts", { method: "POST", body: body(), headers: { "Idempotency-Key": key } });
      key = newKey();
      agreed = "";
      state.textContent = "";
      form.parentElement.open = false;
      made(another);
      say("Another podcast is being made.");
    } catch (refusal) {
      agreed = "";
      state.textContent = "";
      fault.textContent = refusal.message;
    } finally {
      button.disabled = false;
    }
  });
}

function priced(estimate) {
  const high = estimate.cost_usd.high;
  const cost = high ? `at most $${high.toFixed(2)}` : "for nothing";
  const reused = estimate.characters_reused;
  const spoken = reused ? `, ${reused} of ${estimate.characters} characters are spoken already` : "";
  return `About ${estimate.minutes} min, ${cost}${spoken}. Press again to make it.`;
}

// One speaker of the script: voice and speed, as they are until something else is chosen.
function part(speaker, voices, id) {
  const select = element("select");
  const listed = voices.some((voice) => voice.id === speaker.voice) ? voices : [{ id: speaker.voice, name: speaker.voice }, ...voices];
  for (const voice of listed) select.append(new Option([voice.name, voice.accent, voice.gender].filter(Boolean).join(" · "), voice.id));
  select.value = speaker.voice;
  const speed = element("input");
  Object.assign(speed, { type: "number", min: "0.25", max: "4", step: "0.05", value: String(speaker.speed) });
  speed.inputMode = "decimal";
  return {
    fields: [field(`voice-${id}`, `Voice of ${speaker.name}`, select), field(`speed-${id}`, `Speed of ${speaker.name}`, speed)],
    wanted: () => {
      const wanted = { name: speaker.name };
      if (select.value !== speaker.voice) Object.assign(wanted, { voice: select.value });
      if (Number(speed.value) !== speaker.speed) wanted.speed = Number(speed.value);
      return wanted;
    },
  };
}

function wishesFor(podcast, request) {
  const minutes = element("input");
  Object.assign(minutes, { type: "number", min: "0.5", max: "180", step: "0.5", value: String(request.duration_minutes) });
  const language = element("input");
  Object.assign(language, { maxLength: 12, placeholder: request.language || "as the sources are", autocomplete: "off" });
  const style = element("select");
  style.append(...STYLES.map((each) => new Option(each.replaceAll("_", " "), each)));
  style.value = request.style;
  const topic = element("input");
  Object.assign(topic, { maxLength: 500, placeholder: request.topic || "", autocomplete: "off" });
  const id = podcast.podcast_id;
  return {
    fields: [
      field(`minutes-${id}`, "Minutes", minutes),
      field(`language-${id}`, "Language, like de", language),
      field(`style-${id}`, "Style", style),
      field(`topic-${id}`, "Focus on", topic),
    ],
    wanted: () => {
      const wanted = { duration_minutes: Number(minutes.value) };
      if (language.value.trim()) wanted.language = language.value.trim();
      if (style.value !== request.style) wanted.style = style.value;
      if (topic.value.trim()) wanted.topic = topic.value.trim();
      return wanted;
    },
  };
}

function choice(name, value, words) {
  const input = element("input");
  Object.assign(input, { type: "radio", name, value });
  const label = element("label");
  label.append(input, element("span", words));
  return { input, label };
}

function field(id, words, input) {
  input.id = id;
  const label = element("label", words);
  label.htmlFor = id;
  const made = element("div", "", "field");
  made.append(label, input);
  return made;
}
