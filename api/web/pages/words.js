// What a status says in words, and numbers as people read them.

export const STATUS = {
  QUEUED: "Queued",
  GENERATING: "Being made",
  AWAITING_REVIEW: "For review",
  NEEDS_ATTENTION: "Needs you",
  COMPLETED: "Ready",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};

const STEPS = {
  retrieving_content: "Reading the sources",
  generating_script: "Writing the script",
  parsing_turns: "Preparing the turns",
  generating_audio: "Speaking",
  combining_audio: "Putting it together",
  storing_audio: "Storing it",
};

export function clock(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return (parts[0] ? parts : parts.slice(1)).map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

export function left(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 60) return `about ${Math.max(1, Math.round(seconds))} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

export function nextTry(waiting) {
  const of = waiting.attempts ? ` of ${waiting.attempts}` : "";
  const at = waiting.next_try && new Date(waiting.next_try).toLocaleTimeString([], { timeStyle: "medium" });
  return `Try ${waiting.attempt}${of} ${at ? `is at ${at}` : "is under way"}.`;
}

export function doing(podcast) {
  if (podcast.status === "QUEUED") return podcast.stale ? "Waiting for a worker" : "Waiting to begin";
  const details = podcast.step_details;
  if (podcast.status === "AWAITING_REVIEW" && details.review) {
    const due = details.review;
    const cost = due.cost_usd ? `, for about $${due.cost_usd.toFixed(2)}` : "";
    return `Its script waits for you: then ${due.turns} turns, ${due.characters} characters, are spoken${cost}`;
  }
  const total = details.total_turns ?? details.estimated_turns;
  let words = STEPS[podcast.current_step] || podcast.current_step;
  if (podcast.current_step === "generating_audio" && total) words += ` · turn ${details.completed_turns} of ${total}`;
  const time = left(podcast.estimated_time_remaining);
  const heard = podcast.stale ? "no worker answers just now" : "";
  return [`${podcast.progress_percentage} %`, words, time, heard].filter(Boolean).join(" · ");
}

export function meta(podcast) {
  const when = new Date(podcast.created_at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const length = podcast.duration_seconds ? clock(podcast.duration_seconds) : `${podcast.duration_minutes} min asked for`;
  const size = podcast.audio_size ? `${(podcast.audio_size / 1e6).toFixed(1)} MB` : "";
  const paid = podcast.usage.cost_usd ? `$${podcast.usage.cost_usd.toFixed(2)}` : "";
  const again = podcast.attempt > 1 ? `attempt ${podcast.attempt}` : "";
  return [when, length, size, paid, again].filter(Boolean).join(" · ");
}
