// Low-latency HLS by Media Source Extensions, for networks that let no WebRTC through.
//
// It knows the playlists of this server and no others.

import { Refusal, request } from "./refusal.js";

/** Seconds before another try, where the server does not say. */
const RETRY = 2;
/** How many seconds of what was seen are kept. */
const KEPT = 30;

/** Plays a stream in a video element. `state` is "connecting", "playing", "ended" or "retrying"; an event "state" says so. */
export class HLSPlayer extends EventTarget {
  state = "connecting";
  reason;
  #video;
  #url;
  #closing = new AbortController();
  /** How many seconds behind the end is right. */
  #distance = 1;

  constructor(video, stream) {
    super();
    this.#video = video;
    this.#url = new URL(`/hls/${stream}/index.m3u8`, location.href);
  }

  /** How many seconds wait to be shown. */
  get buffered() {
    const { buffered, currentTime } = this.#video;
    return buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0;
  }

  /** Plays, again and again. */
  async open() {
    const signal = this.#closing.signal;
    const steering = setInterval(() => this.#steer(), 250);
    signal.addEventListener("abort", () => clearInterval(steering));
    while (!signal.aborted) {
      try {
        await this.#play(signal);
        this.#become("ended");
        await pause(RETRY, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#become("retrying", error);
        await pause(error.retryAfter ?? RETRY, signal);
      }
    }
  }

  /** Ends it. */
  close() {
    this.#closing.abort();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #become(state, reason) {
    this.state = state;
    this.reason = reason;
    this.dispatchEvent(new Event("state"));
  }

  /** Plays one life of the stream. */
  async #play(signal) {
    const renditions = readMultivariant(await text(this.#url, signal), this.#url);
    const source = new MediaSource();
    const address = URL.createObjectURL(source);
    this.#video.src = address;
    await happened(source, "sourceopen", signal);
    URL.revokeObjectURL(address);
    const life = new AbortController();
    const end = AbortSignal.any([signal, life.signal]);
    try {
      await Promise.all(renditions.map((rendition) => this.#feed(rendition, source, end)));
      if (source.readyState === "open") source.endOfStream();
      await happened(this.#video, "ended", signal);
    } finally {
      life.abort();
    }
  }

  /** Appends a rendition, part by part. */
  async #feed({ url, type }, source, signal) {
    const buffer = new Appender(source.addSourceBuffer(type), this.#video);
    let playlist = readMedia(await text(url, signal), url);
    this.#distance = playlist.holdBack;
    let next = beginning(playlist);
    while (true) {
      next = await this.#append(playlist, next, buffer, signal);
      if (playlist.isEnded) return;
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
      playlist = await this.#following(playlist, url, next, signal);
    }
  }

  /** The playlist that has more. */
  async #following(playlist, url, next, signal) {
    const address = new URL(url);
    const isHinted = next.part > 0;
    address.searchParams.set("_HLS_msn", next.number);
    address.searchParams.set("_HLS_part", isHinted ? next.part - 1 : 0);
    const following = readMedia(await text(address, signal), url);
    const first = following.segments[0]?.number ?? 0;
    if (first > next.number || following.epoch !== playlist.epoch) throw new Error("The stream has begun anew");
    return following;
  }

  /** Appends what is listed from a place on; returns the place behind it. */
  async #append(playlist, next, buffer, signal) {
    for (const segment of playlist.segments) {
      if (segment.number < next.number) continue;
      if (segment.map) await buffer.begin(segment.map, signal);
      const from = segment.number === next.number ? next.part : 0;
      const isWhole = from === 0 && segment.url && !segment.parts.length;
      const list = isWhole ? [segment.url] : segment.parts.slice(from).map(({ url }) => url);
      for (const url of segment.isGap ? [] : list) {
        await buffer.append(await octets(url, signal));
        this.#begin();
      }
      next = segment.url || segment.isGap
        ? { number: segment.number + 1, part: 0 }
        : { number: segment.number, part: segment.parts.length };
    }
    return next;
  }

  /** Begins to play, once all renditions have something. */
  #begin() {
    const { buffered, currentTime } = this.#video;
    if (this.state === "playing" || !buffered.length) return;
    if (currentTime < buffered.start(0)) this.#video.currentTime = buffered.start(0);
    this.#become("playing");
    this.#video.play().catch(() => {});
  }

  /** Keeps the picture where it belongs: faster when it is late, across a hole, to the end when it is lost. */
  #steer() {
    const video = this.#video;
    if (this.state !== "playing" || video.paused) return;
    const { buffered, currentTime } = video;
    if (!buffered.length) return;
    const late = this.buffered - this.#distance;
    video.playbackRate = late > 0.6 ? 1.15 : late > 0.2 ? 1.05 : 1;
    if (late > 3) video.currentTime = buffered.end(buffered.length - 1) - this.#distance;
    for (let index = 0; index < buffered.length; index++) {
      if (currentTime < buffered.end(index) - 0.05) {
        if (currentTime < buffered.start(index)) video.currentTime = buffered.start(index) + 0.001;
        return;
      }
    }
  }
}

/** Appends to a source buffer, and forgets what was seen long ago. */
class Appender {
  #buffer;
  #video;
  #map;

  constructor(buffer, video) {
    this.#buffer = buffer;
    this.#video = video;
  }

  /** Appends another initialisation section. */
  async begin(map, signal) {
    if (this.#map === map) return;
    await this.append(await octets(map, signal));
    this.#map = map;
  }

  async append(bytes) {
    this.#buffer.appendBuffer(bytes);
    await happened(this.#buffer, "updateend");
    const old = this.#video.currentTime - KEPT;
    if (this.#buffer.buffered.length && this.#buffer.buffered.start(0) < old - KEPT) {
      this.#buffer.remove(0, old);
      await happened(this.#buffer, "updateend");
    }
  }
}

// Playlists

/** The attributes of a tag. */
function attributes(line) {
  const list = line.slice(line.indexOf(":") + 1).matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g);
  return Object.fromEntries([...list].map(([, name, value]) => [name, value.replaceAll('"', "")]));
}

/** Where renditions' playlists are, and what a source buffer must know. */
function readMultivariant(playlist, url) {
  const lines = playlist.split("\n");
  const index = lines.findIndex((line) => line.startsWith("#EXT-X-STREAM-INF:"));
  const codecs = attributes(lines[index]).CODECS.split(",");
  const audio = lines.find((line) => line.startsWith("#EXT-X-MEDIA:"));
  const renditions = [{ url: new URL(lines[index + 1], url), codec: codecs[0], kind: audio ? "video" : undefined }];
  if (audio) renditions.push({ url: new URL(attributes(audio).URI, url), codec: codecs[1], kind: "audio" });
  return renditions.map(({ url, codec, kind = codec === "opus" ? "audio" : "video" }) => (
    { url, type: `${kind}/mp4; codecs="${codec}"` }));
}

/** Segments and parts. */
function readMedia(playlist, url) {
  const result = { segments: [], holdBack: 1, hint: undefined, isEnded: false, epoch: undefined };
  let number = 0;
  let map;
  let isGap = false;
  let parts = [];
  const finish = (address) => {
    result.segments.push({ number: number++, url: address, map, isGap, parts });
    isGap = false;
    parts = [];
  };
  for (const line of playlist.split("\n")) {
    const tag = line.startsWith("#") ? line.split(":", 1)[0] : "";
    switch (tag) {
      case "#EXT-X-SERVER-CONTROL": result.holdBack = Number(attributes(line)["PART-HOLD-BACK"]); break;
      case "#EXT-X-MEDIA-SEQUENCE": number = Number(line.split(":")[1]); break;
      case "#EXT-X-MAP": map = new URL(attributes(line).URI, url).href; break;
      case "#EXT-X-GAP": isGap = true; break;
      case "#EXT-X-ENDLIST": result.isEnded = true; break;
      case "#EXT-X-PRELOAD-HINT": result.hint = new URL(attributes(line).URI, url).href; break;
      case "#EXT-X-PART": {
        const { URI, DURATION, INDEPENDENT } = attributes(line);
        parts.push({ url: new URL(URI, url).href, duration: Number(DURATION), isIndependent: INDEPENDENT === "YES" });
        break;
      }
      case "": if (line) finish(new URL(line, url).href);
    }
  }
  if (parts.length) finish(undefined);
  result.epoch = map?.split("-").at(-2);
  return result;
}

/** Where to begin: the last part that can be decoded alone and is far enough from the end. */
function beginning({ segments, holdBack, isEnded }) {
  if (isEnded) return { number: segments[0]?.number ?? 0, part: 0 };
  let time = 0;
  for (const { number, parts } of segments.toReversed()) {
    for (let part = parts.length - 1; part >= 0; part--) {
      time += parts[part].duration;
      if (time >= holdBack && parts[part].isIndependent) return { number, part };
    }
  }
  return { number: segments.at(-1)?.number ?? 0, part: 0 };
}

// Waiting

async function answer(url, signal) {
  const response = await request(url, { signal });
  if (response.ok) return response;
  throw await Refusal.from(response);
}

const text = async (url, signal) => (await answer(url, signal)).text();
const octets = async (url, signal) => (await answer(url, signal)).arrayBuffer();

/** Waits for an event. */
function happened(target, name, over) {
  const done = new AbortController();
  const { signal } = done;
  return new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { signal });
    target.addEventListener("error", () => reject(new Error("The browser cannot play this")), { signal });
    over?.addEventListener("abort", () => reject(over.reason), { signal });
  }).finally(() => done.abort());
}

/** Waits so many seconds, or until it is over. */
function pause(time, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, time * 1000);
    signal.addEventListener("abort", resolve, { once: true });
  });
}
