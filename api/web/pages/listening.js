// Listening: one sound at a time, and for each podcast the place and the speed where it was left.

const PREFIX = "podwright:listening:";
const BACK = 15; // seconds, as players of podcasts have them
const AHEAD = 30;

let sounding = null;

// Pauses whatever else sounds. Every audio element of the page is given to it once.
export function alone(audio) {
  audio.addEventListener("play", () => {
    if (sounding && sounding !== audio) sounding.pause();
    sounding = audio;
  });
  return audio;
}

function stored(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id)) || {};
  } catch {
    return {}; // storage that is switched off, or holds something else
  }
}

function store(id, left) {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(left));
  } catch { /* full or switched off: the place is lost at the next visit */ }
}

export function forget(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch { /* switched off */ }
}

// The player of a podcast. `title` is asked for when it begins to sound, since titles are found late.
export function remember(audio, speed, { id, title }) {
  const left = stored(id);
  const keep = () => store(id, { seconds: audio.ended ? 0 : audio.currentTime, speed: audio.playbackRate });
  const setSpeed = (rate) => {
    audio.defaultPlaybackRate = rate; // what a source that is loaded later begins with
    audio.playbackRate = rate;
  };
  if (Number.isFinite(left.seconds)) audio.currentTime = left.seconds;
  if ([...speed.options].some((option) => Number(option.value) === left.speed)) speed.value = String(left.speed);
  setSpeed(Number(speed.value));
  speed.addEventListener("change", () => { setSpeed(Number(speed.value)); keep(); });
  for (const event of ["pause", "seeked", "ended"]) audio.addEventListener(event, keep);
  let second = -1;
  audio.addEventListener("timeupdate", () => {
    if (Math.floor(audio.currentTime) === second) return;
    second = Math.floor(audio.currentTime);
    keep();
  });
  audio.addEventListener("play", () => announce(audio, title()));
}

// What the keys of a keyboard, a headset and a lock screen show and do.
function announce(audio, title) {
  const session = navigator.mediaSession;
  if (!session) return;
  session.metadata = new MediaMetadata({ title, artist: "Podwright" });
  const to = (seconds) => { audio.currentTime = Math.max(0, Math.min(seconds, audio.duration || seconds)); };
  const actions = {
    play: () => audio.play(),
    pause: () => audio.pause(),
    seekbackward: (asked) => to(audio.currentTime - (asked.seekOffset || BACK)),
    seekforward: (asked) => to(audio.currentTime + (asked.seekOffset || AHEAD)),
    seekto: (asked) => to(asked.seekTime),
  };
  for (const [action, act] of Object.entries(actions)) session.setActionHandler(action, act);
}
