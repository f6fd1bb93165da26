// A player for any page, by one line each:
//
//   <script type="module" src="https://live.example/player.js"></script>
//   <starling-player src="https://live.example/watch/show"></starling-player>
//
// It plays by WebRTC, by HLS where that does not get through, and back by itself. Attributes: `src`, the address of the stream's
// page; `muted`; `prefers` ("hls", or "native" for the browser's own HLS). What becomes of it, it fires as events
// (`StarlingPlayer.Events`), each with a `detail`. `Playback` in playback.js is the same without controls.

import { Figure } from "./figure.js";
import { Playback } from "./playback.js";
import { Preview } from "./preview.js";
import { QualityMenu } from "./quality.js";
import { announce, bitrate, duration, milliseconds } from "./ui.js";

/** How far arrows go, in seconds. */
const step = 10;
/** After how many milliseconds controls go when nobody moves. */
const rest = 3000;

const page = `
<link rel="stylesheet" href="${new URL("./player.css", import.meta.url)}">
<div class="player" id="player" role="group" aria-label="Player" tabindex="-1">
  <div class="screen" id="screen"></div>
  <div class="veil" id="veil" role="status">
    <span class="pulse" id="pulse" aria-hidden="true"></span>
    <h2 id="veil-title">Connecting …</h2>
    <p id="veil-text"></p>
    <button class="primary" type="button" id="again" hidden>Try again</button>
  </div>
  <button class="primary unmute" type="button" id="unmute" hidden>
    <svg aria-hidden="true"><use href="#icon-volume-off"/></svg> Turn on the sound</button>
  <dl class="figures" id="figures" aria-label="Statistics" hidden></dl>
  <div class="controls" id="controls" role="group" aria-label="Controls">
    <input type="range" id="timeline" min="0" max="1" step="0.1" value="1" aria-label="Time" hidden>
    <button type="button" id="play" aria-label="Pause" title="Pause (Space)"><svg aria-hidden="true"><use href="#icon-pause"/></svg></button>
    <button type="button" id="back" aria-label="Back ${step} seconds" title="Back ${step} seconds (←)"><svg aria-hidden="true"><use href="#icon-back"/></svg></button>
    <button type="button" id="mute" aria-label="Mute" title="Mute (M)"><svg aria-hidden="true"><use href="#icon-volume"/></svg></button>
    <input type="range" id="volume" min="0" max="1" step="0.05" value="1" aria-label="Volume">
    <button type="button" class="live" id="live" title="What is live now (L)"><span class="dot" aria-hidden="true"></span><span id="live-text">Live</span></button>
    <span class="way" id="way"></span>
    <span class="space"></span>
    <select id="quality" aria-label="Quality" title="Quality" hidden><option value="">Auto</option></select>
    <button type="button" id="statistics" aria-pressed="false" aria-controls="figures" aria-label="Statistics" title="Statistics (I)">
      <svg aria-hidden="true"><use href="#icon-statistics"/></svg></button>
    <button type="button" id="pip" aria-label="Picture in picture" title="Picture in picture (P)"><svg aria-hidden="true"><use href="#icon-picture-in-picture"/></svg></button>
    <button type="button" id="full" aria-label="Full screen" title="Full screen (F)"><svg aria-hidden="true"><use href="#icon-full-screen"/></svg></button>
  </div>
</div>`;

/** Symbols lie in the page itself: browsers take none of another origin's. */
let symbols;

async function icons() {
  symbols ??= fetch(new URL("./icons.svg", import.meta.url)).then((answer) => answer.text());
  const icons = new DOMParser().parseFromString(await symbols, "image/svg+xml").documentElement;
  icons.setAttribute("hidden", "");
  for (const symbol of icons.children) symbol.id = `icon-${symbol.id}`;
  return document.importNode(icons, true);
}

/** `<starling-player src="…">`. */
export class StarlingPlayer extends HTMLElement {
  /** What it fires, and what `detail` then is. */
  static Events = Object.freeze({
    /** It waits, plays or cannot, or the server told of the stream (`playback.report`): `{isPlaying, isFinal, title, text}`. */
    STATE: "statechange",
    /** The first picture is there: `{seconds}` since it was asked for. */
    FIRST_FRAME: "firstframe",
    /** It comes by another way: `{way: "WebRTC"|"HLS", reason}`. */
    WAY_SWITCHED: "wayswitched",
    /** There are other qualities, or another one arrives: `{levels, level}`. */
    LEVEL_SWITCHED: "levelswitched",
    /** The picture stands still, and moves again: `{seconds}`. */
    STALLED: "stalled",
    RESUMED: "resumed",
    /** Something went wrong: `{title, detail, status}`. It goes on trying unless `STATE` says that it is final. */
    ERROR: "playbackerror",
    /** Several times a second, what is measured: `{latency, bitrate, loss, roundTrip, buffer, …}`. */
    FIGURES: "figures",
  });
  static observedAttributes = ["src", "prefers"];

  /** What is played. @type {Playback|undefined} */
  playback;

  #find;
  #quality;
  #idle;
  #said;
  /** Whether a video has got its volume; those that follow get it from the one before. */
  #isHeard = false;
  #isScrubbing = false;
  #figures;
  #preview = new Preview();

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = page;
    icons().then((svg) => root.append(svg)).catch(() => {});
    this.#find = (id) => root.getElementById(id);
    this.#listen();
  }

  connectedCallback() { this.#begin(); }

  disconnectedCallback() { this.#end(); }

  attributeChangedCallback() { if (this.isConnected) this.#begin(); }

  /** The video that is shown. @type {HTMLVideoElement|undefined} */
  get video() { return this.playback?.video; }
  /** Which quality arrives, and why, in words. */
  get qualityLine() { return this.#quality?.line ?? ""; }

  focus(options) { this.#find("player").focus(options); }

  /** Does what a key stands for, if it stands for anything. */
  press(event) {
    const target = event.composedPath()[0];
    const isTaken = event.key === " " ? target.closest?.("button, a, input, select, textarea")
      : target.closest?.(event.key.length === 1 ? "input:not([type='range']), textarea" : "input, select, textarea");
    const action = this.#keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || isTaken || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
    this.#wake();
  }

  #keys = {
    " ": () => this.#toggle(), k: () => this.#toggle(), m: () => this.#toggleMute(), f: () => this.#toggleFull(),
    p: () => this.#togglePictureInPicture(), i: () => this.#toggleFigures(), l: () => this.playback?.goLive(),
    ArrowUp: () => this.#setVolume(this.video.volume + 0.1), ArrowDown: () => this.#setVolume(this.video.volume - 0.1),
    ArrowLeft: () => this.playback?.skip(-step), ArrowRight: () => this.playback?.skip(step),
    End: () => this.playback?.goLive(),
  };

  // What is played

  #begin() {
    this.#end();
    if (!this.getAttribute("src")) return;
    const address = new URL(this.getAttribute("src"), document.baseURI);
    const stream = decodeURIComponent(address.pathname.split("/").at(-1));
    const source = { origin: address.origin, stream };
    const playback = new Playback(source, this.#find("screen"), { prefers: this.getAttribute("prefers") ?? "" });
    this.playback = playback;
    this.#quality = new QualityMenu(this.#find("quality"), playback);
    const { Events } = StarlingPlayer;
    for (const [name, type] of [["firstframe", Events.FIRST_FRAME], ["way", Events.WAY_SWITCHED], ["stall", Events.STALLED],
      ["resume", Events.RESUMED], ["problem", Events.ERROR], ["figures", Events.FIGURES]]) {
      playback.addEventListener(name, ({ detail }) => this.#fire(type, detail));
    }
    playback.addEventListener("levels", () => this.#fire(Events.LEVEL_SWITCHED, {
      levels: playback.way?.levels ?? [], level: playback.way?.level }));
    playback.addEventListener("state", () => this.#show());
    playback.addEventListener("way", () => this.#follow());
    playback.addEventListener("figures", ({ detail }) => this.#plot(detail));
    if (playback.video) this.#follow();
    this.#show();
  }

  #end() {
    this.playback?.close();
    this.playback = undefined;
    this.#isHeard = false;
  }

  #fire(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  /** Another video is shown: its controls are the ones there are. */
  #follow() {
    const { video } = this;
    if (!this.#isHeard) {
      this.#isHeard = true;
      const volume = Number(localStorage.getItem("volume") ?? 1);
      video.volume = volume >= 0 && volume <= 1 ? volume : 1;
      video.muted = this.hasAttribute("muted");
    }
    video.setAttribute("aria-label", "The stream");
    this.#showControls();
    this.#wake();
  }

  // What is shown

  #show() {
    const { playback } = this;
    if (!playback) return;
    const { isFinal, isPlaying } = playback;
    const isSeen = isPlaying && !isFinal;
    const { title, text } = playback.message;
    this.#find("veil").hidden = isSeen;
    if (!isSeen && this.#said !== title + text) {
      this.#find("veil-title").textContent = title;
      this.#find("veil-text").textContent = text;
    }
    this.#said = title + text;
    this.#find("pulse").hidden = isFinal;
    this.#find("again").hidden = !isFinal;
    this.#find("way").textContent = playback.way?.name ?? "";
    this.#find("way").title = playback.reason ? `By HLS: ${playback.reason}` : "";
    if (playback.isSilenced) this.#find("unmute").hidden = false;
    this.#fire(StarlingPlayer.Events.STATE, { isPlaying: isSeen, isFinal, title, text });
  }

  /** Draws the state of the video into the controls. */
  #showControls() {
    const { video } = this;
    if (!video) return;
    const isSilent = video.muted || video.volume === 0;
    this.#label("play", video.paused ? "play" : "pause", video.paused ? "Play" : "Pause", "Space");
    this.#label("mute", isSilent ? "volume-off" : "volume", isSilent ? "Unmute" : "Mute", "M");
    this.#find("volume").value = video.muted ? 0 : video.volume;
    if (!isSilent) this.#find("unmute").hidden = true;
  }

  #label(id, icon, text, key) {
    const button = this.#find(id);
    button.setAttribute("aria-label", text);
    button.title = `${text} (${key})`;
    button.querySelector("use").setAttribute("href", `#icon-${icon}`);
  }

  #plot(now) {
    const figures = this.#figures;
    const add = (figure, value, text) => figure.add(value, value === undefined ? "" : text(value));
    add(figures.latency, now.latency, milliseconds);
    add(figures.bitrate, now.bitrate, bitrate);
    add(figures.frames, now.frames, (frames) => `${Math.round(frames)}`);
    add(figures.roundTrip, now.roundTrip, milliseconds);
    add(figures.buffer, now.buffer, milliseconds);
    add(figures.loss, now.loss, (loss) => `${(loss * 100).toFixed(1)} %`);
    figures.picture.add(now.height || undefined, [`${now.width} × ${now.height}`, now.codec, now.path].filter(Boolean).join(" · "));
    this.#showTime(now);
  }

  #showTime({ latency }) {
    const { playback } = this;
    const { window, isAtEnd } = playback;
    const live = this.#find("live");
    live.dataset.live = isAtEnd && playback.isPlaying;
    live.disabled = !playback.isPlaying;
    const behind = isAtEnd ? latency && `${latency.toFixed(1)} s` : `−${duration(latency ?? 0)}`;
    this.#find("live-text").textContent = ["Live", playback.isPlaying && behind].filter(Boolean).join(" · ");
    const timeline = this.#find("timeline");
    timeline.hidden = !window || window.end - window.start < 1;
    if (!window || this.#isScrubbing) return;
    [timeline.min, timeline.max] = [window.start, window.end];
    timeline.value = isAtEnd ? window.end : this.video.currentTime;
    timeline.setAttribute("aria-valuetext", isAtEnd ? "Live" : `${duration(window.end - this.video.currentTime)} ago`);
  }

  // What a person does

  #listen() {
    const on = (id, event, action) => this.#find(id).addEventListener(event, action);
    on("play", "click", () => this.#toggle());
    // Events of media do not bubble.
    for (const event of ["play", "pause", "volumechange"]) {
      this.#find("screen").addEventListener(event, () => this.#showControls(), { capture: true });
    }
    on("screen", "dblclick", () => this.#toggleFull());
    on("back", "click", () => this.playback?.skip(-step));
    on("mute", "click", () => this.#toggleMute());
    on("unmute", "click", () => this.#toggleMute());
    on("volume", "input", ({ target }) => this.#setVolume(target.valueAsNumber));
    on("live", "click", () => this.playback?.goLive());
    on("full", "click", () => this.#toggleFull());
    on("pip", "click", () => this.#togglePictureInPicture());
    on("statistics", "click", () => this.#toggleFigures());
    on("again", "click", () => this.#begin());
    on("timeline", "input", () => { this.#isScrubbing = true; });
    on("timeline", "change", ({ target }) => {
      this.#isScrubbing = false;
      this.playback?.seek(target.valueAsNumber);
    });
    on("timeline", "pointermove", (event) => this.#lookBack(event));
    on("timeline", "pointerleave", () => this.#preview.hide());
    this.#find("controls").append(this.#preview.element);
    this.#find("pip").hidden = !document.pictureInPictureEnabled;
    for (const event of ["pointermove", "pointerdown", "focusin"]) on("player", event, () => this.#wake());
    this.addEventListener("keydown", (event) => this.press(event));
    this.#figures = {
      latency: new Figure("Latency", 0.1), bitrate: new Figure("Bitrate", 1e5), frames: new Figure("Frames a second", 30),
      roundTrip: new Figure("Round trip", 0.02), buffer: new Figure("Buffer", 0.05), loss: new Figure("Packets lost", 0.02),
      picture: new Figure("Picture"),
    };
    this.#figures.picture.element.querySelector("svg").remove();
    this.#find("figures").append(...Object.values(this.#figures).map(({ element }) => element));
  }

  /** Shows what was where the pointer is. */
  #lookBack({ currentTarget: timeline, clientX }) {
    const { left, width } = timeline.getBoundingClientRect();
    const share = Math.min(Math.max((clientX - left) / width, 0), 1);
    const [start, end] = [Number(timeline.min), Number(timeline.max)];
    this.#preview.element.style.setProperty("--share", share);
    this.#preview.show(this.playback.moment(start + share * (end - start)));
  }

  #toggle() {
    if (this.video?.paused) this.playback.play();
    else this.video?.pause();
  }

  #setVolume(volume) {
    const { video } = this;
    video.volume = Math.min(1, Math.max(0, volume));
    video.muted = video.volume === 0;
    localStorage.setItem("volume", video.volume);
  }

  #toggleMute() {
    const { video } = this;
    video.muted = !video.muted;
    if (!video.muted && video.volume === 0) video.volume = 1;
  }

  #toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.requestFullscreen) this.requestFullscreen();
    else this.video?.webkitEnterFullscreen?.();  // iPhones know it of video alone.
  }

  async #togglePictureInPicture() {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await this.video.requestPictureInPicture();
    } catch {
      announce("Picture in picture is not possible now");
    }
  }

  #toggleFigures() {
    const isShown = this.#find("figures").toggleAttribute("hidden") === false;
    this.#find("statistics").setAttribute("aria-pressed", isShown);
  }

  /** Controls go when nobody moves. */
  #wake() {
    const player = this.#find("player");
    delete player.dataset.idle;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const isUsed = player.querySelector(".controls :focus-visible, .controls select:focus");
      if (this.playback?.isPlaying && !this.video.paused && !isUsed) player.dataset.idle = "";
    }, rest);
  }
}

customElements.define("starling-player", StarlingPlayer);
