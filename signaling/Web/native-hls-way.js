// A stream by the HLS player that browsers of Apple's bring.

import { Way } from "./way.js";

/** Seconds before another try. */
const retry = 2;

/** Gives the playlist to the browser, again and again. */
export class NativeHLSWay extends Way {
  name = "HLS";
  isConnected = false;

  #url;
  #behind;
  #waiting;
  #lastTime = 0;

  /** Whether this browser can. */
  static get isPossible() {
    return document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
  }

  /** @param {{origin: string, stream: string}} source @param {{behind?: number}} options how many seconds ago to begin */
  constructor({ origin, stream }, { behind = 0 } = {}) {
    super();
    this.#url = new URL(`/hls/${stream}/index.m3u8`, origin);
    this.#behind = behind;
    for (const event of ["error", "ended"]) this.video.addEventListener(event, () => this.#again());
    this.video.addEventListener("playing", () => this.#become(true));
    // Whoever made it has to listen first.
    queueMicrotask(() => this.#load());
  }

  /** What a person can go back to: from when to when, in seconds of the video's time. */
  get window() {
    const { seekable } = this.video;
    return seekable.length ? { start: seekable.start(0), end: seekable.end(seekable.length - 1) } : undefined;
  }

  get isLive() { return !this.window || this.video.currentTime > this.window.end - 8; }

  /** Shows what was at a time of the video's. */
  seek(time) {
    const { window } = this;
    if (window) this.video.currentTime = Math.min(Math.max(time, window.start), window.end);
  }

  async look() {
    const { video, window } = this;
    if (this.#behind && window && window.end > window.start) {
      this.seek(window.end - this.#behind);
      this.#behind = 0;
    }
    this.note(video.currentTime !== this.#lastTime);
    this.#lastTime = video.currentTime;
    this.figures = {
      width: video.videoWidth, height: video.videoHeight, path: "HLS", latency: window && window.end - video.currentTime,
    };
  }

  close() {
    clearTimeout(this.#waiting);
    this.video.removeAttribute("src");
    super.close();
  }

  #load() {
    this.video.src = this.#url;
    this.dispatchEvent(new Event("media"));
  }

  #again() {
    if (!this.video.hasAttribute("src")) return;
    this.#become(false);
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#load(), retry * 1000);
  }

  #become(isConnected) {
    this.isConnected = isConnected;
    this.dispatchEvent(new Event("change"));
  }
}
