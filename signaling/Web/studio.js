// The studio: chooses sources, publishes them, and shows how that goes.

import { Figure } from "./figure.js";
import { LevelMeter } from "./level.js";
import { ask, useKey } from "./operator.js";
import { picture } from "./qr.js";
import { answer } from "./refusal.js";
import { Sources } from "./sources.js";
import { StarlingClient } from "./starling-client.js";
import { Meter } from "./statistics.js";
import { announce, bitrate, byID, copies, copy, counted, duration, milliseconds, showProblem, streamOfPage, whileSeen } from "./ui.js";

const stream = streamOfPage();
const keyPlace = `publish key of ${stream}`;
const sources = new Sources();
const level = new LevelMeter(byID("level"));

/** The conversation, while there is something to send. @type {StarlingClient|undefined} */
let client;
/** Why the server did not agree to it. @type {{title: string, detail: string, status?: number}|undefined} */
let refusal;

// What is sent

sources.addEventListener("change", () => {
  const { video, audio } = sources;
  const preview = byID("preview");
  if (preview.srcObject?.getVideoTracks()[0] !== video) preview.srcObject = video ? new MediaStream([video]) : null;
  byID("veil").hidden = Boolean(video);
  level.listen(audio);
  client?.published?.replace("video", video);
  client?.published?.replace("audio", audio);
  fillChoices("camera", sources.cameras, sources.camera, "No camera");
  fillChoices("microphone", sources.microphones, sources.microphone, "No microphone");
  press("screen", Boolean(sources.screen), "Share a screen", "Stop sharing the screen");
  byID("mute").disabled = !audio;
  byID("hide").disabled = !video;
  showMuting();
  showState();
});

/** Fills the choices of a kind of device, and "none". */
function fillChoices(id, devices, current, none) {
  const select = byID(id);
  const options = [...devices.map(({ deviceId, label }, index) => new Option(label || `${id} ${index + 1}`, deviceId))];
  select.replaceChildren(new Option(none, ""), ...options);
  select.value = current ?? "";
}

/** Does what may be refused by the person or the browser, and says why it was. */
async function choose(action) {
  showProblem("problem");
  try {
    await action();
  } catch (error) {
    const { title, detail } = words[error.name] ?? { title: "The browser gives no picture", detail: error.message };
    showProblem("problem", { title, detail });
  }
}

const words = {
  NotAllowedError: {
    title: "The browser was told not to share this", detail: "Allow it beside the address of the page, then try again.",
  },
  NotFoundError: { title: "There is no such device", detail: "Connect a camera or a microphone, or share a screen." },
  NotReadableError: { title: "The device is in use", detail: "Another program may be using it." },
};

byID("use-camera").addEventListener("click", () => choose(() => sources.useDevices()));
byID("use-screen").addEventListener("click", () => choose(() => sources.shareScreen()));
byID("screen").addEventListener("click", () =>
  choose(() => (sources.screen ? sources.stopScreen() : sources.shareScreen())));
byID("camera").addEventListener("change", ({ target }) => choose(() => sources.useCamera(target.value)));
byID("microphone").addEventListener("change", ({ target }) => choose(() => sources.useMicrophone(target.value)));
byID("quality").addEventListener("change", ({ target }) => choose(() => sources.useHeight(Number(target.value))));

// Muting

function press(id, pressed, off, on) {
  const button = byID(id);
  button.setAttribute("aria-pressed", pressed);
  button.setAttribute("aria-label", pressed ? on : off);
}

function showMuting() {
  press("mute", sources.isMuted, "Mute the microphone", "Unmute the microphone");
  press("hide", sources.isHidden, "Hide the picture", "Show the picture");
  byID("mute").querySelector("use").setAttribute("href", `/icons.svg#microphone${sources.isMuted ? "-off" : ""}`);
  byID("hide").querySelector("use").setAttribute("href", `/icons.svg#camera${sources.isHidden ? "-off" : ""}`);
}

byID("mute").addEventListener("click", () => {
  sources.isMuted = !sources.isMuted;
  showMuting();
});
byID("hide").addEventListener("click", () => {
  sources.isHidden = !sources.isHidden;
  showMuting();
});

// Going live

async function goLive({ takeover = false } = {}) {
  client?.close();
  byID("conflict").hidden = true;
  byID("key-form").hidden = true;
  const key = sessionStorage.getItem(keyPlace) ?? undefined;
  const { audio, video } = sources;
  const simulcast = byID("simulcast").checked;
  const begun = new StarlingClient({ token: key });
  [client, refusal] = [begun, undefined];
  begun.addEventListener("state", showState);
  try {
    const published = await begun.publish({ audio, video }, { stream, takeover, simulcast, maxBitrate: 3_000_000 });
    published.addEventListener("state", showState);
  } catch (error) {
    if (client === begun) refusal = error;
    begun.close();
  }
  showState();
}

function stop() {
  const ended = client;
  client = undefined;
  showState();
  ended?.close();
}

/** How it goes. A server that is full or ends (503) is asked again by going live again. */
function stateOfSession() {
  if (!client) return "idle";
  if (refusal || client.published?.state === "refused" || client.state === "closed") return "refused";
  if (client.state === "interrupted" && client.published?.state !== "connected") return "retrying";
  return client.published?.state ?? "connecting";
}

/** Why it does not go well. */
function reasonOfSession() {
  return refusal ?? client?.published?.reason ?? client?.reason;
}

byID("go").addEventListener("click", () => (isSending() ? stop() : goLive()));
byID("takeover").addEventListener("click", () => goLive({ takeover: true }));
byID("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(keyPlace, byID("key").value.trim());
  goLive();
});
addEventListener("pagehide", () => client?.close());
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

function isSending() {
  return !["idle", "refused", "closed"].includes(stateOfSession());
}

const badges = {
  idle: ["idle", "Not live"], connecting: ["idle", "Connecting …"], connected: ["live", "Live"],
  interrupted: ["interrupted", "Interrupted"], retrying: ["interrupted", "Connecting again …"],
  refused: ["idle", "Not live"], closed: ["idle", "Not live"],
};
let shown;

function showState() {
  const [state, reason] = [stateOfSession(), reasonOfSession()];
  const [badge, text] = badges[state];
  byID("badge").dataset.state = badge;
  byID("badge").textContent = text;
  const go = byID("go");
  go.textContent = isSending() ? "Stop" : "Go live";
  go.dataset.state = isSending() ? "on" : "off";
  go.disabled = !isSending() && !sources.video && !sources.audio;
  byID("simulcast").disabled = isSending();
  byID("figures-panel").hidden = !isSending();
  if (state === shown?.state && reason === shown?.reason) return;
  shown = { state, reason };
  if (state === "connected") entitle();
  if (client) showProblem("problem", problemOf(shown));
  const status = state === "refused" ? reason?.status : undefined;
  byID("conflict").hidden = status !== 409;
  const wantsKey = status === 401 || (status === 403 && Boolean(sessionStorage.getItem(keyPlace)));
  byID("key-form").hidden = !wantsKey;
  if (status === 403) sessionStorage.removeItem(keyPlace);
  if (wantsKey) byID("key").focus();
  if (!isSending()) {
    for (const figure of Object.values(figures)) figure.clear();
    byID("layers").textContent = "";
  }
}

/** What to tell of a session that is not well. */
function problemOf({ state, reason }) {
  if (!reason || state === "connected") return undefined;
  const detail = state === "refused" ? reason.detail : `${reason.detail} Trying again …`;
  return { title: reason.title, detail: detail.trim() };
}

// What it is about

/** A title that was typed and that the server has not been told. @type {string|undefined} */
let untold;

byID("title").addEventListener("change", ({ target }) => {
  untold = target.value.trim();
  entitle();
});

/** Tells the server the title, once the stream is live: whoever may publish it may do so. */
async function entitle() {
  if (untold === undefined || stateOfSession() !== "connected") return;
  const title = untold;
  untold = undefined;
  const key = sessionStorage.getItem(keyPlace);
  const headers = { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
  const request = title ? { method: "PUT", headers, body: JSON.stringify({ title }) } : { method: "DELETE", headers };
  try {
    await answer(`/api/v1/streams/${stream}/title`, request);
    byID("title-state").textContent = title ? "Viewers see it." : "Viewers see the name of the stream.";
  } catch (problem) {
    byID("title-state").textContent = `${problem.title}. ${problem.detail}`;
  }
}

/** Shows the title that the server has, unless one is being typed. */
function showTitle(title = "") {
  if (untold === undefined && document.activeElement !== byID("title")) byID("title").value = title;
}

// Figures

const figures = {
  bitrate: new Figure("Bitrate", 1e5), frames: new Figure("Frames a second", 30),
  roundTrip: new Figure("Round trip", 0.02), loss: new Figure("Packets lost", 0.02),
};
const size = new Figure("Picture");
const limitation = new Figure("Held back by");
byID("figures").append(...[...Object.values(figures), size, limitation].map((figure) => figure.element));
for (const { element } of [size, limitation]) element.querySelector("svg").remove();
figures.size = size;
figures.limitation = limitation;

const limitations = { none: "nothing", cpu: "this computer", bandwidth: "the network", other: "something else" };
let meter = new Meter();
let measured;

async function measure() {
  const connection = client?.published?.connection;
  if (!connection || client.published.state !== "connected") return;
  if (connection !== measured) meter = new Meter();
  measured = connection;
  const now = await meter.sent(connection);
  figures.bitrate.add(now.bitrate, bitrate(now.bitrate));
  figures.frames.add(now.frames, `${Math.round(now.frames)}`);
  figures.roundTrip.add(now.roundTrip, milliseconds(now.roundTrip));
  figures.loss.add(now.loss, `${(now.loss * 100).toFixed(1)} %`);
  size.add(now.height || undefined, `${now.width} × ${now.height}`);
  limitation.add(0, limitations[now.limitation] ?? now.limitation);
  const sent = now.layers.filter(({ frames }) => frames > 0).map(({ height, bitrate: bits }) => `${height}p ${bitrate(bits)}`);
  byID("layers").textContent = [now.codec, now.path, ...(sent.length > 1 ? sent : [])].filter(Boolean).join(" · ");
}

/** How many watch, as the server tells everyone. */
async function countAudience() {
  const response = await fetch("/api/v1/streams", { cache: "no-store" }).catch(() => undefined);
  if (!response?.ok) return;
  const { streams } = await response.json();
  const found = streams.find(({ name }) => name === stream);
  const since = found?.began && stateOfSession() === "connected" ? ` · live for ${duration((Date.now() - new Date(found.began)) / 1000)}` : "";
  if (found) showTitle(found.title);
  const waiting = found?.state === "awaited" ? " waiting" : "";
  byID("audience").textContent = found ? counted(found.viewers, "viewer") + waiting + since : "Nobody is waiting yet";
}

// What only the operator may: recording, and inviting

/** What is done once more when a key was given. */
let refused;

/** Does what needs the operator's key, and asks for it where it is wanted. */
async function operate(action) {
  try {
    await action();
    [refused, byID("operator-form").hidden] = [undefined, true];
    showProblem("operator-problem");
  } catch (error) {
    const wantsKey = error.status === 401 || error.status === 403;
    showProblem("operator-problem", { title: error.title ?? "That did not work", detail: error.detail ?? error.message });
    byID("operator-form").hidden = !wantsKey;
    if (!wantsKey) return;
    refused = action;
    byID("operator-key").focus();
  }
}

byID("operator-form").addEventListener("submit", (event) => {
  event.preventDefault();
  useKey(byID("operator-key").value.trim());
  if (refused) operate(refused);
});

byID("record").addEventListener("change", async ({ target }) => {
  const method = target.checked ? "POST" : "DELETE";
  await operate(() => ask(`/api/v1/streams/${stream}/recording`, { method }));
  showRecording();
});

byID("invite").addEventListener("click", () => operate(async () => {
  const answer = await ask(`/api/v1/streams/${stream}/invites`, { method: "POST", body: JSON.stringify({ role: "guest" }) });
  const { path } = await answer.json();
  const done = await copy(new URL(path, location.href).href);
  announce(done ? "The invite was copied" : "It could not be copied");
  byID("invite").textContent = done ? "Copied: it is good for a day" : "It could not be copied";
  setTimeout(() => { byID("invite").textContent = "Invite a guest to the stage"; }, 3000);
}));

/** Whether it is being recorded, by whomever. */
async function showRecording() {
  const response = await fetch(`/api/v1/recordings?stream=${stream}`, { cache: "no-store" }).catch(() => undefined);
  if (!response?.ok) return;
  const found = (await response.json()).recordings.find(({ state }) => state === "recording");
  const isLive = stateOfSession() === "connected";
  byID("record").checked = Boolean(found);
  byID("record").disabled = !found && !isLive;
  byID("recording").textContent = found
    ? found.problem ?? `For ${duration((Date.now() - new Date(found.began)) / 1000)}, ${(found.bytes / 1e6).toFixed(1)} MB.`
    : isLive ? "Off." : "When it is live.";
}

// The page

document.title = `${stream} · Studio · Starling`;
byID("stream").textContent = stream;
const link = byID("watch");
link.href = `/watch/${stream}`;
link.textContent = link.host + link.pathname;
copies(byID("copy-watch"), () => link.href);
const symbol = picture(link.href);
if (symbol) {
  symbol.setAttribute("role", "img");
  symbol.setAttribute("aria-label", `QR code of ${link.textContent}`);
  byID("qr").prepend(symbol);
  byID("qr").hidden = false;
}
const isLocal = /^(localhost|127\..*|\[::1\])$/.test(location.hostname);
byID("local").hidden = !isLocal;
byID("insecure").hidden = isLocal || location.protocol === "https:";

addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = { m: "mute", v: "hide", s: "screen" }[event.key.toLowerCase()];
  if (button && !byID(button).disabled) byID(button).click();
});

if (!navigator.mediaDevices) {
  byID("veil-title").textContent = "Browsers give a camera only to secure pages";
  byID("veil-text").textContent =
    `Open this page by https:// (the server’s --tls auto), or on the server’s own machine as http://localhost:${location.port || 80}${location.pathname}. OBS and ffmpeg can publish from here as well.`;
  byID("veil-buttons").hidden = true;
  for (const id of ["screen", "camera", "microphone", "quality", "simulcast"]) byID(id).disabled = true;
  announce(byID("veil-title").textContent);
} else {
  if (!navigator.mediaDevices.getDisplayMedia) byID("screen").hidden = byID("use-screen").hidden = true;
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => undefined);
  if (permission?.state === "granted") choose(() => sources.useDevices());
}
showState();
setInterval(measure, 1000);
whileSeen(3000, () => {
  countAudience();
  showRecording();
});
