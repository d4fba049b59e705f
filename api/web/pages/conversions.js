// The form for conversions and the latest of them. Everything that comes from data is set as text, never as markup.

import { call, local, newKey } from "./calls.js";
import { STATUS, nextTry } from "./words.js";

const SHOWN = 10;
const ENDED = ["COMPLETED", "FAILED", "CANCELLED"];

const part = (id) => document.getElementById(id);
const template = part("conversion-template");
const form = part("convert-form");
let created = newKey();
let last = "";

// -- the form -----------------------------------------------------------------

function output() {
  const wanted = { format: part("format").value };
  const texts = { audio_bitrate: "bitrate", start: "start", end: "end" };
  for (const [field, id] of Object.entries(texts)) if (part(id).value.trim()) wanted[field] = part(id).value.trim();
  const numbers = { sample_rate: "rate", channels: "channels", loudness_lufs: "loudness" };
  for (const [field, id] of Object.entries(numbers)) if (part(id).value) wanted[field] = Number(part(id).value);
  return wanted;
}

form.addEventListener("input", () => { created = newKey(); });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  part("convert").disabled = true;
  part("convert-fault").textContent = "";
  try {
    const file = part("media").files[0];
    if (!file) throw new Error("Choose a file first.");
    part("convert-state").textContent = `Uploading ${file.name} …`;
    const upload = new FormData();
    upload.append("file", file);
    const stored = await call("/files", { method: "POST", raw: upload });
    const body = { source: { type: "file", file_id: stored.file_id }, outputs: [output()] };
    await call("/conversions", { method: "POST", body, headers: { "Idempotency-Key": created } });
    created = newKey();
    form.reset();
    await refreshConversions();
  } catch (refusal) {
    part("convert-fault").textContent = refusal.message;
  } finally {
    part("convert-state").textContent = "";
    part("convert").disabled = false;
  }
});

// -- the list -----------------------------------------------------------------

export async function refreshConversions() {
  const page = await call(`/conversions?limit=${SHOWN}`);
  const told = JSON.stringify(page.items);
  if (told === last) return; // a focused button stays where it is
  last = told;
  part("conversions").replaceChildren(...page.items.map(shown));
}

function shown(job) {
  const root = template.content.firstElementChild.cloneNode(true);
  const within = (query) => root.querySelector(query);
  within("h3").textContent = job.title || "Untitled";
  within("h3").id = `title-${job.job_id}`;
  within("progress").setAttribute("aria-labelledby", within("h3").id);
  root.classList.add(job.status);
  within(".badge").textContent = STATUS[job.status] || job.status;
  within("progress").value = job.progress_percentage;
  within("progress").hidden = ENDED.includes(job.status);
  const items = job.step_details.items || [];
  within(".state").textContent = items.map(doing).join(" · ") || job.step_details.about || "";
  const notes = [...job.attention, ...(job.error ? [job.error] : []), ...job.warnings];
  within(".notes").replaceChildren(...job.waiting.map(waiting), ...notes.map(noted));
  within(".actions").replaceChildren(...job.outputs.map(download), ...buttons(job));
  return root;
}

function doing(item) {
  if (item.status === "working") return `${item.about} ${item.percentage} %${item.speed ? ` at ${item.speed}` : ""}`;
  return item.how ? `${item.about}: ${item.how}` : item.about;
}

function waiting(call) {
  const made = document.createElement("li");
  made.className = "waiting";
  const next = call.item ? nextTry(call) : "It goes on by itself once that is mended.";
  made.textContent = [`Waiting for ${call.resource}. ${call.reason}`, call.advice, next].filter(Boolean).join(" ");
  return made;
}

function noted(note) {
  const made = document.createElement("li");
  made.textContent = [note.message, note.advice].filter(Boolean).join(" ");
  return made;
}

function download(file) {
  const made = document.createElement("a");
  const address = local(file.url);
  made.href = `${address}${address.includes("?") ? "&" : "?"}download=true`;
  made.textContent = file.name;
  made.className = "quiet";
  return made;
}

function buttons(job) {
  const wanted = [];
  if (job.status === "NEEDS_ATTENTION") wanted.push(["Try again", "POST", "/resume"]);
  if (job.status === "FAILED" || job.status === "CANCELLED") wanted.push(["Retry", "POST", "/retry"]);
  if (ENDED.includes(job.status)) wanted.push(["Delete", "DELETE", ""]);
  else wanted.push(["Cancel", "POST", "/cancel"]);
  return wanted.map(([label, method, action]) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = label;
    made.setAttribute("aria-describedby", `title-${job.job_id}`);
    made.addEventListener("click", async () => {
      made.disabled = true;
      try {
        await call(`/conversions/${encodeURIComponent(job.job_id)}${action}`, { method });
        await refreshConversions();
      } catch (refusal) {
        part("convert-fault").textContent = refusal.message;
        made.disabled = false;
      }
    });
    return made;
  });
}
