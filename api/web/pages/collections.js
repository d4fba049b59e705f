// Collections: what they hold, adding to them, searching in them, and a podcast of one. Text is set as text only.

import { call, newKey } from "./calls.js";
import { element } from "./elements.js";

const SHOWN = 20;
const FOUND = 5;

const part = (id) => document.getElementById(id);
const template = part("collection-template");
const cards = new Map();
let created = newKey();
let toldOfNew = () => {};

// `choose(collection)`: fills the form for a podcast of it.
export function whenChosen(choose) { toldOfNew = choose; }

part("collection-form").addEventListener("input", () => { created = newKey(); });

part("collection-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  await trying(part("collections-fault"), async () => {
    const name = part("collection-name").value.trim();
    if (!name) throw new Error("Give it a name first.");
    await call("/collections", { method: "POST", body: { name }, headers: { "Idempotency-Key": created } });
    created = newKey();
    part("collection-form").reset();
    await refreshCollections();
  });
});

export async function refreshCollections() {
  const page = await call(`/collections?limit=${SHOWN}`);
  const gone = new Set(cards.keys());
  const roots = page.items.map((collection) => {
    gone.delete(collection.collection_id);
    const card = cards.get(collection.collection_id) || new Card(collection);
    cards.set(collection.collection_id, card);
    card.show(collection);
    return card.root;
  });
  for (const id of gone) { cards.get(id).root.remove(); cards.delete(id); }
  // What is being typed stays: nothing moves unless the order changed.
  const list = part("collections");
  if (roots.some((root, at) => list.children[at] !== root)) list.replaceChildren(...roots);
  part("no-collections").hidden = roots.length > 0;
  fill(part("collection"), page.items);
}

function fill(select, collections) {
  const before = select.value;
  const told = JSON.stringify(collections.map((each) => [each.collection_id, each.name]));
  if (select.dataset.told === told) return;
  select.dataset.told = told;
  select.replaceChildren(...collections.map((each) => new Option(each.name, each.collection_id)));
  if (collections.some((each) => each.collection_id === before)) select.value = before;
}

async function trying(fault, act, button) {
  fault.textContent = "";
  if (button) button.disabled = true;
  try {
    await act();
  } catch (refusal) {
    fault.textContent = refusal.message;
  } finally {
    if (button) button.disabled = false;
  }
}

class Card {
  constructor(collection) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.path = `/collections/${encodeURIComponent(collection.collection_id)}`;
    const named = this.within("h3");
    named.id = `collection-${collection.collection_id}`;
    for (const each of this.root.querySelectorAll("form, progress")) each.setAttribute("aria-labelledby", named.id);
    for (const each of this.root.querySelectorAll("button")) each.setAttribute("aria-describedby", named.id);
    this.within(".adding").addEventListener("submit", (event) => this.add(event));
    this.within(".finding").addEventListener("submit", (event) => this.search(event));
    this.within(".speak").addEventListener("click", () => toldOfNew(this.collection));
    this.within(".danger").addEventListener("click", (event) => this.remove(event.currentTarget));
  }

  within(query) { return this.root.querySelector(query); }

  show(collection) {
    this.collection = collection;
    const done = collection.indexed + collection.failed;
    const reading = done < collection.documents;
    this.within("h3").textContent = collection.name;
    this.within(".badge").textContent = reading ? "Being read" : collection.indexed ? "Ready" : "Empty";
    this.root.classList.toggle("GENERATING", reading);
    this.root.classList.toggle("COMPLETED", !reading && collection.indexed > 0);
    this.within("progress").hidden = !reading;
    this.within("progress").max = collection.documents || 1;
    this.within("progress").value = done;
    this.within(".state").textContent = [
      reading ? `${done} of ${collection.documents} documents read` : counted(collection.documents, "document"),
      counted(collection.passages, "passage"),
      collection.failed ? `${collection.failed} could not be read` : "",
    ].filter(Boolean).join(" · ");
    this.within(".speak").disabled = !collection.indexed;
  }

  async add(event) {
    event.preventDefault();
    const form = event.currentTarget;
    await trying(this.within(".fault"), async () => {
      const files = [...form.elements.files.files];
      const address = form.elements.address.value.trim();
      if (!files.length && !address) throw new Error("Choose files, or give the address of a page.");
      const sources = address ? [{ type: "url", url: address }] : [];
      for (const file of files) {
        this.within(".state").textContent = `Uploading ${file.name} …`;
        const raw = new FormData();
        raw.append("file", file);
        sources.push({ type: "file", file_id: (await call("/files", { method: "POST", raw })).file_id });
      }
      await call(`${this.path}/documents`, { method: "POST", body: { sources } });
      form.reset();
      await refreshCollections();
    }, form.querySelector("button"));
    this.show(this.collection);
  }

  async search(event) {
    event.preventDefault();
    const form = event.currentTarget;
    await trying(this.within(".fault"), async () => {
      const query = form.elements.query.value.trim();
      if (!query) throw new Error("Type what to look for.");
      const answer = await call(`${this.path}/search?limit=${FOUND}&q=${encodeURIComponent(query)}`);
      this.within(".found").replaceChildren(...answer.items.map(passage));
      this.within(".none").textContent = answer.items.length ? "" : "Nothing in it says that.";
    }, form.querySelector("button"));
  }

  async remove(button) {
    if (button.textContent === "Delete") {
      button.textContent = "Really delete?";
      setTimeout(() => { button.textContent = "Delete"; }, 4000);
      return;
    }
    await trying(this.within(".fault"), async () => {
      await call(this.path, { method: "DELETE" });
      await refreshCollections();
    }, button);
  }
}

function counted(number, what) { return `${number} ${what}${number === 1 ? "" : "s"}`; }

function passage(found) {
  const made = element("li");
  const place = [found.document, found.page && `page ${found.page}`, found.chapter, found.headings.at(-1)];
  made.append(element("p", [...new Set(place.filter(Boolean))].join(" · "), "dim"), element("p", found.text, "said"));
  return made;
}
