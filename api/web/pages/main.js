// The page: who may come in, the form, and the list that keeps itself up to date.

import { call, newKey } from "./calls.js";
import { Card, hasEnded } from "./card.js";
import { refreshCollections, whenChosen } from "./collections.js";
import { refreshConversions } from "./conversions.js";
import { chosenProfiles, fillProfiles } from "./profiles.js";

const STREAMS = 4; // a browser opens six connections to one server; players and calls need some
const REFRESH = 5000;

const part = (id) => document.getElementById(id);
const cards = new Map();
const streams = new Map();
let next = null;
let created = newKey();

const say = (words) => { part("announce").textContent = words; };

// -- the door -----------------------------------------------------------------

part("key-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await call("/session", { method: "POST", body: { key: part("key").value } });
    part("key").value = "";
    part("key-fault").textContent = "";
    await begin();
  } catch (refusal) {
    part("key-fault").textContent = refusal.message;
  }
});

part("leave").addEventListener("click", async () => {
  await call("/session", { method: "DELETE" });
  location.reload();
});

function open(isOpen) {
  part("door").hidden = isOpen;
  part("maker").hidden = !isOpen;
  part("converter").hidden = !isOpen;
  part("library").hidden = !isOpen;
  part("shelf").hidden = !isOpen;
}

// -- the list -----------------------------------------------------------------

function put(podcast, { atEnd }) {
  const known = cards.get(podcast.podcast_id);
  if (known) {
    known.show(podcast);
    return known;
  }
  const card = new Card(podcast, { removed, changed: watch, made: shown, say });
  cards.set(podcast.podcast_id, card);
  part("podcasts")[atEnd ? "append" : "prepend"](card.root);
  part("empty").hidden = true;
  return card;
}

function shown(podcast) {
  const card = put(podcast, { atEnd: false });
  watch(card);
  card.root.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function removed(card) {
  stopWatching(card.root.id);
  cards.delete(card.root.id);
  card.root.remove();
  part("empty").hidden = cards.size > 0;
  say("Deleted.");
}

function watch(card) {
  const id = card.root.id;
  if (streams.has(id) || hasEnded(card.podcast) || streams.size >= STREAMS) return;
  const stream = new EventSource(`/api/v1/podcasts/${encodeURIComponent(id)}/events`);
  streams.set(id, stream);
  stream.addEventListener("progress", (event) => {
    const podcast = JSON.parse(event.data);
    card.show(podcast);
    if (hasEnded(podcast)) stopWatching(id);
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) stopWatching(id);
  });
}

function stopWatching(id) {
  streams.get(id)?.close();
  streams.delete(id);
}

async function refresh() {
  const page = await call("/podcasts?limit=20");
  for (const podcast of [...page.items].reverse()) put(podcast, { atEnd: false });
  for (const card of cards.values()) watch(card);
  return page;
}

part("more").addEventListener("click", async () => {
  const page = await call(`/podcasts?limit=20&cursor=${encodeURIComponent(next)}`);
  for (const podcast of page.items) watch(put(podcast, { atEnd: true }));
  next = page.next_cursor;
  part("more").hidden = !next;
});

async function health() {
  const told = await call("/health").catch(() => null);
  const box = part("health");
  box.className = `health ${told ? told.status : "degraded"}`;
  if (!told) box.textContent = "No server";
  else if (told.status === "ok") box.textContent = "Everything runs";
  else box.textContent = told.temporal === "ok" ? "No worker" : "Temporal is away";
  if (told?.temporal_ui) {
    part("temporal").href = told.temporal_ui;
    part("temporal").hidden = false;
  }
}

// -- the form -----------------------------------------------------------------

const form = part("create-form");
const kind = () => form.elements.kind.value;

form.addEventListener("change", () => {
  for (const field of form.querySelectorAll("[data-kind]")) field.hidden = field.dataset.kind !== kind();
  part("chosen").textContent = [...part("files").files].map((file) => file.name).join(", ");
});
form.addEventListener("input", () => { created = newKey(); });

whenChosen((collection) => {
  form.querySelector("[name=kind][value=collection]").checked = true;
  part("collection").value = collection.collection_id;
  created = newKey();
  form.dispatchEvent(new Event("change"));
  part("topic").focus();
});

const drop = part("drop");
drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  part("files").files = event.dataTransfer.files;
  form.dispatchEvent(new Event("change"));
});

async function sources() {
  if (kind() === "url") return [{ type: "url", url: part("url").value.trim() }];
  if (kind() === "text") return [{ type: "text", text: part("text").value }];
  if (kind() === "collection") {
    if (!part("collection").value) throw new Error("Make a collection first, below.");
    return [{ type: "collection", collection_id: part("collection").value }];
  }
  const files = [...part("files").files];
  if (!files.length) throw new Error("Choose a document first.");
  const uploaded = [];
  for (const file of files) {
    part("estimate").textContent = `Uploading ${file.name} …`;
    const body = new FormData();
    body.append("file", file);
    const stored = await call("/files", { method: "POST", raw: body });
    uploaded.push({ type: "file", file_id: stored.file_id });
  }
  return uploaded;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  part("make").disabled = true;
  part("create-fault").textContent = "";
  try {
    const body = { sources: await sources(), duration_minutes: Number(part("minutes").value), ...chosenProfiles() };
    if (part("title").value.trim()) body.title = part("title").value.trim();
    if (part("topic").value.trim()) body.topic = part("topic").value.trim();
    const estimate = await call("/podcasts/estimate", { method: "POST", body });
    if (estimate.cost_usd.high > 0 && part("make").dataset.agreed !== created) {
      const most = estimate.cost_usd.high.toFixed(2);
      const spoken = estimate.voices.map((voice) => voice.name).join(" and ");
      part("estimate").textContent = `Written by ${estimate.writer.name}, spoken by ${spoken}: at most $${most}. Press again to make it.`;
      part("make").dataset.agreed = created;
      return;
    }
    const podcast = await call("/podcasts", { method: "POST", body, headers: { "Idempotency-Key": created } });
    created = newKey();
    form.reset();
    form.dispatchEvent(new Event("change"));
    part("estimate").textContent = "";
    shown(podcast);
    say("The podcast is being made.");
  } catch (refusal) {
    part("estimate").textContent = "";
    part("create-fault").textContent = refusal.message;
  } finally {
    part("make").disabled = false;
  }
});

// -- beginning ----------------------------------------------------------------

async function begin() {
  try {
    const page = await refresh();
    next = page.next_cursor;
    part("more").hidden = !next;
    part("empty").hidden = cards.size > 0;
    open(true);
    refreshConversions().catch(() => {});
    refreshCollections().catch(() => {});
    fillProfiles().catch(() => {}); // as usual, then
    const session = await call("/session").catch(() => null);
    part("leave").hidden = !session?.required;
    if (location.hash) part(location.hash.slice(1))?.scrollIntoView();
  } catch (refusal) {
    open(refusal.status !== 401);
    if (refusal.status === 401) part("key").focus();
    else part("create-fault").textContent = refusal.message;
  }
}

health();
await begin();
setInterval(() => {
  if (document.hidden) return;
  health();
  if (part("door").hidden) {
    refresh().catch(() => {});
    refreshConversions().catch(() => {});
    refreshCollections().catch(() => {});
  }
}, REFRESH);
