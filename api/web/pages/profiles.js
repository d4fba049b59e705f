// Profiles in the form: how an episode is told, and who speaks. Without any, both are as usual.

import { call } from "./calls.js";

const part = (id) => document.getElementById(id);
let lengths = new Map();

export async function fillProfiles() {
  const [episodes, casts] = await Promise.all(["episodes", "speakers"].map((kind) => call(`/profiles/${kind}`)));
  fill(part("profile"), episodes.items);
  fill(part("cast"), casts.items);
  lengths = new Map(episodes.items.map((profile) => [profile.name, profile.duration_minutes]));
}

// The minutes of a chosen profile are shown, since what stands in the form wins over the profile.
part("profile").addEventListener("change", () => {
  const minutes = lengths.get(part("profile").value);
  if (minutes) part("minutes").value = minutes;
});

export function chosenProfiles() {
  const chosen = {};
  if (part("profile").value) chosen.episode_profile = part("profile").value;
  if (part("cast").value) chosen.speaker_profile = part("cast").value;
  return chosen;
}

function fill(select, profiles) {
  const before = select.value;
  select.replaceChildren(select.options[0], ...profiles.map((profile) => {
    const option = new Option(profile.name, profile.name);
    option.title = profile.description;
    return option;
  }));
  select.value = profiles.some((profile) => profile.name === before) ? before : "";
}
