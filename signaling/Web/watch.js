// The page of a stream: the player, and what there is to tell of the stream.

import { StarlingPlayer } from "./player.js";
import { byID, copies, counted, duration, streamOfPage } from "./ui.js";

const stream = streamOfPage();
/** @type {StarlingPlayer} */
const player = byID("player");
const { Events } = StarlingPlayer;

/** Shows what is known. */
function show({ isPlaying, isFinal }) {
  const { report, reason, way } = player.playback;
  const isConnected = way?.isConnected;
  const badge = byID("badge");
  badge.dataset.state = isPlaying ? (isConnected ? "live" : "interrupted") : "idle";
  badge.textContent = isPlaying ? (isConnected ? "Live" : "Reconnecting") : isFinal ? "Cannot watch" : "Waiting";
  const title = report?.title;
  say("stream", title ?? stream);
  document.title = `${title ?? stream} · Starling`;
  say("facts", isPlaying && report
    ? [title && stream, counted(report.viewers + report.hlsViewers, "viewer"), report.began && `live for ${duration((Date.now() - new Date(report.began)) / 1000)}`]
      .filter(Boolean).join(" · ")
    : "");
  say("way-line", isPlaying && reason ? `By HLS, a little later: ${reason}` : "");
}

/** Sets text only where it changed, so that it is not read out again. */
function say(id, text) {
  if (byID(id).textContent !== text) byID(id).textContent = text;
}

player.addEventListener(Events.STATE, ({ detail }) => show(detail));
player.addEventListener(Events.LEVEL_SWITCHED, () => say("quality-line", player.qualityLine));
addEventListener("keydown", (event) => player.press(event));

document.title = `${stream} · Starling`;
byID("stream").textContent = stream;
byID("hls").href = `/hls/${stream}/index.m3u8`;
byID("dash").href = `/dash/${stream}/manifest.mpd`;
copies(byID("embed"), () =>
  `<script type="module" src="${location.origin}/player.js"></script>\n`
  + `<starling-player src="${location.origin}/watch/${stream}"></starling-player>`);
const wish = new URLSearchParams(location.search).get("hls");
if (wish !== null) player.setAttribute("prefers", wish || "hls");
player.setAttribute("src", `/watch/${stream}`);
addEventListener("pagehide", () => player.playback?.close());
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
