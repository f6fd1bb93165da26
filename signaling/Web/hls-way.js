// A stream by low-latency HLS and Media Source Extensions, for networks that let no WebRTC through, and to go back in time.
//
// It knows the playlists of this server and no others.

import { beginning, beginningAt, readMedia, readMultivariant } from "./hls-playlist.js";
import { Refusal, answer } from "./refusal.js";
import { Way } from "./way.js";

/** Seconds before another try, where the server does not say. */
const retry = 2;
/** How many seconds of what was seen are kept, and how many are fetched before they are seen. */
const [kept, ahead] = [30, 20];
/** How many seconds behind what is live a person may fall without being taken back to it. */
const drift = 3;
/** For how many seconds a picture that was moved elsewhere may wait. */
const patience = 3;
/** How many seconds a smaller picture is kept after the network did not carry the better one, at first and at most. */
const caution = { first: 20, most: 160 };

/** iPhones know only the managed one. */
const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;

/** Plays a stream. `state` is "connecting", "playing", "ended" or "retrying". */
export class HLSWay extends Way {
  name = "HLS";
  state = "connecting";
  isConnected = false;
  /** Whether it stays with what is live, or where a person has gone back to. */
  isLive = true;

  #url;
  #closing = new AbortController();
  /** Ends what is played now, to begin elsewhere. */
  #life = new AbortController();
  /** How many seconds behind the end is right. */
  #distance = 1;
  /** Where to begin, if not at the end: a date, in milliseconds. */
  #from;
  /** The date at which the video's time is 0. */
  #zero;
  /** For how long what is listed lasts, at which date it ends, both in milliseconds, and when that was heard. */
  #listed = { length: 0, end: 0, at: 0 };
  #lastTime = 0;
  #variants = [];
  /** Where keyframes are listed, if they are. @type {URL|undefined} */
  #keyframes;
  /** The variant that a person chose, and the one that is to come. */
  #chosen = "";
  #wanted;
  #stalledAt;
  #caution = caution.first;
  /** When the picture was moved elsewhere, after which it may wait. */
  #movedAt = 0;

  /** Whether this browser can. */
  static get isPossible() { return Source !== undefined; }

  /** @param {{origin: string, stream: string}} source @param {{behind?: number}} options how many seconds ago to begin */
  constructor({ origin, stream }, { behind = 0 } = {}) {
    super();
    this.#url = new URL(`/hls/${stream}/index.m3u8`, origin);
    this.isLive = behind === 0;
    this.#from = behind > 0 ? -behind * 1000 : undefined;
    this.video.disableRemotePlayback = true;
    this.video.addEventListener("waiting", () => this.#stalled());
    this.#open();
  }

  /** How many seconds wait to be shown. */
  get buffered() {
    const { buffered, currentTime } = this.video;
    return buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0;
  }

  /** What a person can go back to: from when to when, in seconds of the video's time. */
  get window() {
    if (this.#zero === undefined) return undefined;
    const end = (this.#now - this.#zero) / 1000;
    return { start: end - this.#listed.length / 1000, end: end - this.#distance };
  }

  /** A time of the video's as a `Preview` takes it. */
  moment(time) {
    const date = this.#zero + time * 1000;
    return { ago: (this.#now - date) / 1000 - this.#distance, date, keyframes: this.#keyframes };
  }

  /** Shows what was at a time of the video's. */
  seek(time) {
    const { start, end } = this.window ?? {};
    if (start === undefined) return;
    const wanted = Math.min(Math.max(time, start), end);
    this.isLive = wanted > end - 1;
    const { buffered } = this.video;
    for (let index = 0; index < buffered.length; index++) {
      if (buffered.start(index) <= wanted && wanted < buffered.end(index) - 0.5) {
        this.video.currentTime = wanted;
        return;
      }
    }
    this.#from = this.isLive ? undefined : this.#zero + wanted * 1000;
    this.#life.abort();
  }

  async look() {
    const { video } = this;
    this.#steer();
    this.note(video.currentTime !== this.#lastTime);
    this.#lastTime = video.currentTime;
    this.figures = {
      buffer: this.buffered, width: video.videoWidth, height: video.videoHeight, path: "HLS",
      latency: this.#zero === undefined ? undefined : (this.#now - this.#zero) / 1000 - video.currentTime,
    };
  }

  async choose(id) {
    this.#chosen = id;
    this.#want(id ? this.#variants.find((variant) => variant.id === id) : this.#variants[0]);
  }

  close() {
    this.#closing.abort();
    this.video.removeAttribute("src");
    this.video.load();
    super.close();
  }

  /** The date of what is live. */
  get #now() { return this.#listed.end + performance.now() - this.#listed.at; }

  /** Plays, again and again. */
  async #open() {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      this.#life = new AbortController();
      try {
        await this.#play(AbortSignal.any([signal, this.#life.signal]));
        this.#become("ended");
        await pause(retry, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (this.#life.signal.aborted) continue;
        this.#become("retrying", error);
        await pause(error.retryAfter ?? retry, signal);
      }
    }
  }

  #become(state, problem) {
    this.state = state;
    this.isConnected = state === "playing";
    this.problem = problem && { title: problem.title ?? problem.message, detail: problem.detail ?? "", status: problem.status };
    this.dispatchEvent(new Event("change"));
  }

  /** Plays one life of the stream. */
  async #play(signal) {
    const { variants, audio, keyframes } = readMultivariant(
      await text(this.#url, signal), this.#url, (type) => Source.isTypeSupported(type));
    this.#take(variants);
    this.#keyframes = keyframes;
    this.isLive = this.#from === undefined;
    const source = new Source();
    const address = URL.createObjectURL(source);
    this.video.src = address;
    await happened(source, "sourceopen", signal);
    URL.revokeObjectURL(address);
    this.#zero = undefined;
    const life = new AbortController();
    const end = AbortSignal.any([signal, life.signal]);
    const buffers = [this.#wanted, audio].filter(Boolean)
      .map((rendition) => new Appender(source.addSourceBuffer(rendition.type), rendition.type, this.video));
    try {
      await Promise.all([
        this.#feed(() => this.#wanted, buffers[0], end), audio && this.#feed(() => audio, buffers[1], end)]);
      if (source.readyState === "open") source.endOfStream();
      await happened(this.video, "ended", signal);
    } finally {
      life.abort();
    }
  }

  // What comes

  /** Appends a rendition, part by part; at the end of a segment it may be another. */
  async #feed(wanted, buffer, signal) {
    let rendition = wanted();
    let playlist = await this.#read(rendition.url, rendition.url, signal);
    this.#distance = playlist.holdBack;
    // What was before is for those who ask for it.
    if (playlist.isEnded && this.#from === undefined) throw new Refusal(404, "The stream has ended", "");
    if (this.#from < 0) this.#from += playlist.end;
    let next = this.#from === undefined ? beginning(playlist) : beginningAt(this.#from, playlist);
    while (true) {
      next = await this.#append(playlist, next, buffer, signal);
      if (playlist.isEnded) return;
      if (rendition !== wanted() && next.part === 0) {
        rendition = wanted();
        const { end } = playlist;
        buffer.become(rendition.type);
        playlist = await this.#read(rendition.url, rendition.url, signal);
        next = beginningAt(end, playlist);
        this.#tellLevel();
        continue;
      }
      if (playlist.hint) {
        // Sent when it is there. Where its segment has ended before it, the next part is the first of the next segment; to ask
        // for the last part's playlist again would be answered from a cache, with the same hint.
        const bytes = await octets(playlist.hint, signal).catch((error) => {
          if (error.status !== 404) throw error;
        });
        if (bytes) await buffer.append(bytes);
        this.#begin();
        next = bytes ? { ...next, part: next.part + 1 } : { number: next.number + 1, part: 0 };
      }
      playlist = await this.#following(playlist, rendition.url, next, signal);
    }
  }

  /** The playlist that has more. */
  async #following(playlist, url, next, signal) {
    const address = new URL(url);
    const isHinted = next.part > 0;
    address.searchParams.set("_HLS_msn", next.number);
    address.searchParams.set("_HLS_part", isHinted ? next.part - 1 : 0);
    const following = await this.#read(address, url, signal);
    const first = following.segments[0]?.number ?? 0;
    if (first > next.number || following.epoch !== playlist.epoch) throw new Error("The stream has begun anew");
    return following;
  }

  async #read(address, url, signal) {
    const playlist = readMedia(await text(address, signal), url);
    const { segments: [first], end } = playlist;
    const isNews = Math.abs(end - this.#now) > 10_000 || end > this.#listed.end;
    if (first && isNews) this.#listed = { length: end - first.date, end, at: performance.now() };
    return playlist;
  }

  /** Appends what is listed from a place on; returns the place behind it. */
  async #append(playlist, next, buffer, signal) {
    for (const segment of playlist.segments) {
      if (segment.number < next.number) continue;
      if (segment.map) await buffer.begin(segment.map, signal);
      let date = segment.date;
      const skipped = segment.number === next.number ? next.part : 0;
      // Parts of what is older are not listed any more; what is appended twice does no harm.
      const isWhole = segment.url && !segment.parts.length;
      const list = isWhole ? [segment] : segment.parts;
      for (const [index, { url, duration }] of segment.isGap ? [] : list.entries()) {
        if (isWhole || index >= skipped) {
          await this.#room(signal);
          await buffer.append(await octets(url, signal), signal);
          this.#zero ??= date - buffer.start * 1000;
          this.#begin();
        }
        date += duration * 1000;
      }
      next = segment.url || segment.isGap
        ? { number: segment.number + 1, part: 0 }
        : { number: segment.number, part: segment.parts.length };
    }
    return next;
  }

  /** Waits until more is of use. */
  async #room(signal) {
    while (this.buffered > ahead) {
      await pause(0.25, signal);
      signal.throwIfAborted();
    }
  }

  /** Begins to play, once all renditions have something. */
  #begin() {
    const { buffered, currentTime } = this.video;
    if (this.state === "playing" && currentTime > 0 || !buffered.length) return;
    const start = this.#from > 0 ? Math.max((this.#from - this.#zero) / 1000, buffered.start(0)) : buffered.start(0);
    if (currentTime < start) this.video.currentTime = start;
    this.#movedAt = performance.now();
    this.#from = undefined;
    this.#become("playing");
    this.dispatchEvent(new Event("media"));
  }

  // Where the picture is

  /** Keeps the picture where it belongs: faster when it is late, across a hole, to the end when it is lost. */
  #steer() {
    const { video } = this;
    if (this.state !== "playing" || video.paused) return;
    const { buffered, currentTime } = video;
    if (!buffered.length) return;
    const late = this.buffered - this.#distance;
    if (late > drift && this.isLive) {
      this.#movedAt = performance.now();
      video.currentTime = buffered.end(buffered.length - 1) - this.#distance;
    }
    video.playbackRate = !this.isLive ? 1 : late > 0.6 ? 1.15 : late > 0.2 ? 1.05 : 1;
    for (let index = 0; index < buffered.length; index++) {
      if (currentTime < buffered.end(index) - 0.05) {
        if (currentTime < buffered.start(index)) video.currentTime = buffered.start(index) + 0.001;
        break;
      }
    }
    if (this.#stalledAt && performance.now() - this.#stalledAt > this.#caution * 1000) this.#climb();
  }

  // How good it is

  #take(variants) {
    this.#variants = variants;
    this.levels = variants.map(({ id, height }) => ({ id, title: height ? `${height}p` : id }));
    this.#wanted = variants.find(({ id }) => id === (this.#chosen || this.#wanted?.id)) ?? variants[0];
    this.#tellLevel();
  }

  #want(variant) {
    if (!variant || variant === this.#wanted) return;
    this.#wanted = variant;
    this.#tellLevel();
  }

  /** The network did not carry it: a smaller one, for longer each time. */
  #stalled() {
    const isExpected = performance.now() - this.#movedAt < patience * 1000;
    if (this.state !== "playing" || !this.isLive || this.#chosen || isExpected) return;
    const smaller = this.#variants[this.#variants.indexOf(this.#wanted) + 1];
    if (!smaller) return;
    if (this.#stalledAt) this.#caution = Math.min(this.#caution * 2, caution.most);
    this.#stalledAt = performance.now();
    this.#want(smaller);
  }

  #climb() {
    const better = this.#variants[this.#variants.indexOf(this.#wanted) - 1];
    this.#stalledAt = better && performance.now();
    if (!this.#chosen) this.#want(better);
  }

  #tellLevel() {
    const isBest = this.#wanted === this.#variants[0];
    const reason = this.#chosen ? "as you chose" : isBest ? "the best there is" : "as much as your network carries";
    this.level = this.#wanted && { id: this.#wanted.id, reason };
    this.dispatchEvent(new Event("levels"));
  }
}

/** Appends to a source buffer, and forgets what was seen long ago. */
class Appender {
  #buffer;
  #type;
  #video;
  #map;

  constructor(buffer, type, video) {
    this.#buffer = buffer;
    this.#type = type;
    this.#video = video;
  }

  /** When what it has begins, in seconds. */
  get start() { return this.#buffer.buffered.length ? this.#buffer.buffered.start(0) : 0; }

  /** Takes media of another type from now on. */
  become(type) {
    if (type !== this.#type) this.#buffer.changeType(type);
    this.#type = type;
    this.#map = undefined;
  }

  /** Appends another initialisation section. */
  async begin(map, signal) {
    if (this.#map === map) return;
    await this.append(await octets(map, signal), signal);
    this.#map = map;
  }

  async append(bytes, signal) {
    this.#buffer.appendBuffer(bytes);
    await happened(this.#buffer, "updateend", signal);
    const old = this.#video.currentTime - kept;
    if (this.#buffer.buffered.length && this.#buffer.buffered.start(0) < old - kept) {
      this.#buffer.remove(0, old);
      await happened(this.#buffer, "updateend", signal);
    }
  }
}

// Waiting

const text = async (url, signal) => (await answer(url, { signal })).text();
const octets = async (url, signal) => (await answer(url, { signal })).arrayBuffer();

/** Waits for an event. */
function happened(target, name, over) {
  const done = new AbortController();
  const { signal } = done;
  return new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { signal });
    target.addEventListener("error", () => reject(new Error("The browser cannot play this")), { signal });
    over?.addEventListener("abort", () => reject(over.reason), { signal });
    if (over?.aborted) reject(over.reason);
  }).finally(() => done.abort());
}

/** Waits so many seconds, or until it is over. */
function pause(time, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
