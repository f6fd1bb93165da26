// What was to be seen at a moment, beside the timeline, while somebody looks for one.

import { readMedia } from "./hls-playlist.js";
import { answer } from "./refusal.js";
import { duration, element } from "./ui.js";

/** For how many milliseconds a list of keyframes is good. */
const lasting = 4000;

/** A small picture, and when that was. One is loaded at a time; where there is none, only the time is told. */
export class Preview {
  element = element("div", { className: "preview", hidden: true, ariaHidden: true });

  #video = element("video", { muted: true, playsInline: true, disableRemotePlayback: true, hidden: true });
  #when = element("span");
  /** The list, of which playlist, and when that was read. */
  #list = { url: undefined, keyframes: [], at: 0 };
  /** The moment that is looked for, while another is loaded. */
  #wanted;
  #isLoading = false;
  #shown;

  constructor() { this.element.append(this.#video, this.#when); }

  /**
   * Tells of a moment.
   * @param {{ago: number, date?: number, keyframes?: URL}} moment how many seconds ago it was, its date in milliseconds, and
   *   the playlist of keyframes
   */
  show(moment) {
    this.element.hidden = false;
    this.#when.textContent = moment.ago < 1 ? "Live" : `−${duration(moment.ago)}`;
    this.#wanted = moment;
    this.#load();
  }

  hide() {
    this.element.hidden = true;
    this.#wanted = undefined;
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#wanted) {
      const { date, keyframes } = this.#wanted;
      this.#wanted = undefined;
      await this.#draw(date, keyframes).catch(() => { this.#video.hidden = true; });
    }
    this.#isLoading = false;
  }

  /** Draws the last keyframe before a moment. */
  async #draw(date, url) {
    const keyframe = (await this.#keyframes(url)).findLast((each) => each.date <= date);
    if (!keyframe) throw new Error("Nothing was kept of that moment");
    if (keyframe.url !== this.#shown) {
      const range = { range: `bytes=0-${keyframe.octets - 1}` };
      const parts = await Promise.all([octets(keyframe.map), octets(keyframe.url, range)]);
      // To a browser that is a film of one picture.
      const address = URL.createObjectURL(new Blob(parts, { type: "video/mp4" }));
      await new Promise((resolve, reject) => {
        this.#video.onloadeddata = resolve;
        this.#video.onerror = reject;
        this.#video.src = address;
      }).finally(() => URL.revokeObjectURL(address));
      this.#shown = keyframe.url;
    }
    this.#video.hidden = false;
  }

  async #keyframes(url) {
    if (!url) return [];
    if (url.href !== this.#list.url || performance.now() - this.#list.at > lasting) {
      const { segments } = readMedia(await (await answer(url, { cache: "default" })).text(), url);
      this.#list = { url: url.href, keyframes: segments.filter(({ octets }) => octets), at: performance.now() };
    }
    return this.#list.keyframes;
  }
}

const octets = async (url, headers) => (await answer(url, { headers, cache: "default" })).arrayBuffer();
