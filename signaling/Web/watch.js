// The player: waits for a stream, shows it, and comes back when it was lost.

import { Figure } from "./figure.js";
import { QualityMenu } from "./quality.js";
import { StarlingClient } from "./starling-client.js";
import { Meter } from "./statistics.js";
import { announce, bitrate, byID, counted, duration, milliseconds, streamOfPage, whileSeen } from "./ui.js";

const stream = streamOfPage();
const player = byID("player");
const video = byID("video");
const client = new StarlingClient();
/** What is received, once the server has agreed. @type {import("./starling-client.js").Watched|undefined} */
let media;
/** Why it has not. @type {{title: string, detail: string, status?: number}|undefined} */
let refusal;

// What is known

/** Whether pictures have moved lately, and whether they ever have. */
let isPlaying = false;
let hasPlayed = false;
/** What the server says of the stream. @type {{state: string, began?: string, viewers: number}|undefined} */
let report;

/** Whether it is played by HLS, since WebRTC does not get through or the address says `?hls`; and what does, once loaded. */
let fallsBack = false;
/** @type {import("./hls-player.js").HLSPlayer|undefined} */
let fallback;
/** How many seconds WebRTC may take for a stream that is live. */
const PATIENCE = 12;

client.addEventListener("state", show);

/** Asks for the stream. One that has not begun (404) begins one day, and a full server has room one day. */
async function begin() {
  if (fallsBack) return;
  refusal = undefined;
  show();
  try {
    media = await client.watch({ stream });
    media.addEventListener("state", show);
    media.addEventListener("track", playTracks);
    playTracks();
    new QualityMenu(media);
  } catch (error) {
    refusal = error;
    if (!isFinal()) setTimeout(begin, (error.retryAfter ?? 2) * 1000);
  }
  show();
}

function playTracks() {
  if (fallsBack) return;
  if (video.srcObject === media.stream || media.stream.getTracks().length === 0) return;
  video.srcObject = media.stream;
  play();
}

/** Whether asking again is of no use. */
function isFinal() {
  if (fallsBack) return false;
  return media?.state === "refused" || client.state === "closed"
    || (refusal !== undefined && refusal.status < 500 && ![404, 410, 429].includes(refusal.status));
}

/** Whether the connection is there. */
function isConnected() { return fallsBack ? fallback?.state === "playing" : client.state !== "closed" && media?.state === "connected"; }

/** What the veil says: whatever is most to the point. */
function veil() {
  if (fallsBack) return veilOfFallback(fallback ?? {});
  const again = refusal ?? media?.reason ?? client.reason;
  if (isFinal()) return { title: again.title, text: again.detail, isFinal: true };
  if (refusal?.status === 404) return waiting();
  if (!isConnected()) {
    if (again) return { title: again.title, text: `${again.detail} Trying again …`.trim() };
    if (media?.state === "interrupted" || client.state === "interrupted") {
      return { title: "The connection is interrupted", text: "Looking for another way …" };
    }
    return { title: "Connecting …", text: "" };
  }
  if (report?.state === "live" && hasPlayed) return { title: "The picture has stopped", text: "Looking for another way …" };
  if (report?.state === "live") return { title: "Joining …", text: "The picture is on its way." };
  if (report?.state === "interrupted") return { title: "The stream is interrupted", text: "It goes on by itself when its publisher is back." };
  return waiting();
}

function veilOfFallback({ state, reason }) {
  if (state === "ended") return { title: "The stream has ended", text: "Stay here: it starts by itself when it is back." };
  if (state === "retrying" && reason.status !== 404) return { title: reason.title ?? reason.message, text: "Trying again …" };
  return report?.state === "live" ? { title: "Joining …", text: "The picture is on its way." } : waiting();
}

function waiting() {
  return { title: `${stream} is not live yet`, text: "Stay here: it starts by itself when it is." };
}

let said = "";

function show() {
  const isSeen = isPlaying && !isFinal();
  byID("veil").hidden = isSeen;
  const { title, text, isFinal: hasEnded = false } = veil();
  if (!isSeen && said !== title + text) {
    byID("veil-title").textContent = title;
    byID("veil-text").textContent = text;
    said = title + text;
  }
  byID("pulse").hidden = hasEnded;
  byID("again").hidden = !hasEnded;
  const badge = byID("badge");
  badge.dataset.state = isSeen ? (isConnected() ? "live" : "interrupted") : "idle";
  badge.textContent = isSeen ? (isConnected() ? "Live" : "Reconnecting") : hasEnded ? "Cannot watch" : "Waiting";
  byID("facts").textContent = isSeen && report
    ? [counted(report.viewers + report.hlsViewers, "viewer"), report.began && `live for ${duration((Date.now() - new Date(report.began)) / 1000)}`]
      .filter(Boolean).join(" · ")
    : "";
}

byID("again").addEventListener("click", () => location.reload());

async function ask() {
  const response = await fetch("/api/v1/streams", { cache: "no-store" }).catch(() => undefined);
  if (response?.ok) report = (await response.json()).streams.find(({ name }) => name === stream);
  show();
}

// Playing

/** Plays, with sound if the browser lets us: most do so only after the person has touched the page. */
async function play() {
  try {
    await video.play();
  } catch (error) {
    if (error.name !== "NotAllowedError" || video.muted) return;
    video.muted = true;
    byID("unmute").hidden = false;
    await video.play().catch(() => {});
  }
}

function toggle() {
  if (video.paused) play();
  else video.pause();
}

/** Draws the state of the element into the controls. */
function showControls() {
  const isSilent = video.muted || video.volume === 0;
  label("play", video.paused ? "play" : "pause", video.paused ? "Play" : "Pause", "Space");
  label("mute", isSilent ? "volume-off" : "volume", isSilent ? "Unmute" : "Mute", "M");
  byID("volume").value = video.muted ? 0 : video.volume;
  if (!isSilent) byID("unmute").hidden = true;
}

function label(id, icon, text, key) {
  const button = byID(id);
  button.setAttribute("aria-label", text);
  button.title = `${text} (${key})`;
  button.querySelector("use").setAttribute("href", `/icons.svg#${icon}`);
}

function setVolume(volume) {
  video.volume = Math.min(1, Math.max(0, volume));
  video.muted = video.volume === 0;
  localStorage.setItem("volume", video.volume);
}

function toggleMute() {
  video.muted = !video.muted;
  if (!video.muted && video.volume === 0) video.volume = 1;
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (player.requestFullscreen) player.requestFullscreen();
  else video.webkitEnterFullscreen?.();  // iPhones know it of video alone.
}

async function togglePictureInPicture() {
  try {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await video.requestPictureInPicture();
  } catch {
    announce("Picture in picture is not possible now");
  }
}

function toggleFigures() {
  const isShown = byID("figures").toggleAttribute("hidden") === false;
  byID("statistics").setAttribute("aria-pressed", isShown);
}

for (const event of ["play", "pause", "volumechange"]) video.addEventListener(event, showControls);
byID("play").addEventListener("click", toggle);
byID("mute").addEventListener("click", toggleMute);
byID("unmute").addEventListener("click", toggleMute);
byID("volume").addEventListener("input", ({ target }) => setVolume(target.valueAsNumber));
byID("full").addEventListener("click", toggleFull);
byID("pip").addEventListener("click", togglePictureInPicture);
byID("statistics").addEventListener("click", toggleFigures);
video.addEventListener("dblclick", toggleFull);
byID("pip").hidden = !document.pictureInPictureEnabled;

const keys = {
  " ": toggle, k: toggle, m: toggleMute, f: toggleFull, p: togglePictureInPicture, i: toggleFigures,
  ArrowUp: () => setVolume(video.volume + 0.1), ArrowDown: () => setVolume(video.volume - 0.1),
};
addEventListener("keydown", (event) => {
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const isTaken = event.target.closest("button, a, input, select") && (event.key === " " || event.key.startsWith("Arrow"));
  if (!action || isTaken || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
  wake();
});

// Controls go when nobody moves

let idle;

function wake() {
  delete player.dataset.idle;
  clearTimeout(idle);
  idle = setTimeout(() => {
    const isUsed = player.querySelector(".controls :focus-visible, .controls select:focus");
    if (isPlaying && !video.paused && !isUsed) player.dataset.idle = "";
  }, 3000);
}

for (const event of ["pointermove", "pointerdown", "focusin"]) player.addEventListener(event, wake);

// Figures

const figures = {
  bitrate: new Figure("Bitrate", 1e5), frames: new Figure("Frames a second", 30), roundTrip: new Figure("Round trip", 0.02),
  buffer: new Figure("Buffer", 0.05), loss: new Figure("Packets lost", 0.02),
};
const picture = new Figure("Picture");
picture.element.querySelector("svg").remove();
byID("figures").append(...Object.values(figures).map(({ element }) => element), picture.element);

let meter = new Meter();
let measured;
/** How many looks in a row found no new picture and no new packet. */
let still = 0;
let before = { decoded: 0, packets: 0 };

async function measure() {
  if (fallsBack) return measureFallback();
  if (isLate()) fallBack();
  const connection = media?.connection;
  if (!connection) return;
  if (connection !== measured) {
    meter = new Meter();
    before = { decoded: 0, packets: 0 };
  }
  measured = connection;
  const now = await meter.received(connection);
  const hasPicture = now.height > 0;
  const moved = hasPicture ? now.decoded > before.decoded : now.packets > before.packets;
  still = moved ? 0 : still + 1;
  before = now;
  const wasPlaying = isPlaying;
  // A second without a picture is a bad network; the veil waits for three, and lets sound go on below.
  isPlaying = moved || (isPlaying && still < 6);
  hasPlayed ||= moved;
  // Silence of a stream that is live is a broken path, long before ICE says so; once, since it may be the publisher's.
  if (still === 6 && hasPlayed && isConnected() && report?.state === "live") media.mend();
  if (isPlaying !== wasPlaying) {
    wake();
    ask();
  }
  figures.bitrate.add(now.bitrate, bitrate(now.bitrate));
  figures.frames.add(now.frames, `${Math.round(now.frames)}`);
  figures.roundTrip.add(now.roundTrip, milliseconds(now.roundTrip));
  figures.buffer.add(now.buffer, milliseconds(now.buffer));
  figures.loss.add(now.loss, `${(now.loss * 100).toFixed(1)} %`);
  picture.add(now.height || undefined, [`${now.width} × ${now.height}`, now.codec, now.path].filter(Boolean).join(" · "));
}

// Where WebRTC does not get through

/** Since when the stream has been live without coming. */
let lateSince;

/** Whether WebRTC has had its time. */
function isLate() {
  const isWaited = !hasPlayed && report?.state === "live" && !isConnected() && !isFinal();
  lateSince = isWaited ? lateSince ?? performance.now() : undefined;
  return isWaited && "MediaSource" in globalThis && performance.now() - lateSince > PATIENCE * 1000;
}

/** Only those who need it load the player. */
async function fallBack() {
  fallsBack = true;
  client.close();
  video.srcObject = null;
  const { HLSPlayer } = await import("./hls-player.js");
  fallback = new HLSPlayer(video, stream);
  fallback.addEventListener("state", () => {
    if (fallback.state === "playing") play();
    show();
  });
  fallback.open();
}

let lastTime = 0;

function measureFallback() {
  if (!fallback) return;
  const moved = video.currentTime !== lastTime;
  lastTime = video.currentTime;
  still = moved ? 0 : still + 1;
  isPlaying = fallback.state === "playing" && (video.paused || moved || (isPlaying && still < 6));
  hasPlayed ||= moved;
  figures.buffer.add(fallback.buffered, milliseconds(fallback.buffered));
  picture.add(video.videoHeight || undefined, `${video.videoWidth} × ${video.videoHeight} · HLS`);
  show();
}

// The page

document.title = `${stream} · Starling`;
byID("stream").textContent = stream;
const volume = Number(localStorage.getItem("volume") ?? 1);
video.volume = volume >= 0 && volume <= 1 ? volume : 1;
showControls();
show();
addEventListener("pagehide", () => (fallback ?? client).close());
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
setInterval(measure, 500);
whileSeen(3000, ask);
if (new URLSearchParams(location.search).has("hls")) fallBack();
else begin();
