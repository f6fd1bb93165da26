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

/** From which share of its duration on it tells of a slow network how long media took to come, and of how many seconds that is seen. */
const slow = { share: 0.9, span: 0.6 };
/** How many times as much as a picture takes on average must come for it to be chosen. */
const spare = 1.5;
/** How many milliseconds of what there is already another quality may bring again, so that it comes at once; and how many later its
 *  keyframe may lie and be of the same moment. */
const [overlap, late] = [1000, 100];

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
  /** When a smaller picture was last chosen for the network's sake. */
  #fellAt;
  #caution = caution.first;
  /** How fast media comes. */
  #pace = new Pace();
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
    [this.#fellAt, this.#caution] = [undefined, caution.first];
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

  /** Appends a rendition, part by part; it may become another. */
  async #feed(wanted, buffer, signal) {
    let rendition = wanted();
    let playlist = await this.#read(rendition.url, rendition.url, signal);
    this.#distance = playlist.holdBack;
    // What was before is for those who ask for it.
    if (playlist.isEnded && this.#from === undefined) throw new Refusal(404, "The stream has ended", "");
    if (this.#from < 0) this.#from += playlist.end;
    let next = this.#from === undefined ? beginning(playlist) : beginningAt(this.#from, playlist);
    let { others } = playlist;
    /** What it becomes: the rendition, and its playlist once that is there. */
    let change;
    /** Whether that is to be done at a place. */
    const isTime = (place) => {
      const other = wanted();
      if (other.id === rendition.id) change = undefined;
      else if (change?.rendition !== other) change = this.#prepare(other, place, signal);
      return Boolean(change?.playlist) && this.#isTime(rendition, change, playlist, place);
    };
    while (true) {
      next = await this.#append(playlist, next, buffer, signal, isTime);
      if (rendition.height && playlist.others !== others) {
        others = playlist.others;
        this.#lookAgain(signal);
      }
      if (isTime(next)) {
        const { date: end = playlist.end } = next;
        ({ rendition } = change);
        buffer.become(rendition.type);
        [playlist, next] = await this.#enter(rendition, change.playlist, end, signal);
        ({ others } = playlist);
        this.#pace.restart();
        this.#tellLevel();
        continue;
      }
      if (playlist.isEnded) return;
      if (playlist.hint) {
        // Sent when it is there. Where its segment has ended before it, the next part is the first of the next segment; to ask
        // for the last part's playlist again would be answered from a cache, with the same hint.
        const bytes = await this.#load(playlist.hint, signal, rendition.height && playlist.partTarget).catch((error) => {
          if (error.status !== 404) throw error;
        });
        if (bytes) await buffer.append(bytes);
        this.#begin();
        next = bytes ? { number: next.number, part: next.part + 1 } : { number: next.number + 1, part: 0 };
      }
      playlist = await this.#following(playlist, rendition.url, next, signal);
    }
  }

  /** Has another rendition made, and hears when it has begun; what there is goes on meanwhile. */
  #prepare(rendition, next, signal) {
    const change = { rendition };
    this.#listing(rendition, { _HLS_msn: Math.max(next.number - 2, 0), _HLS_part: 0 }, signal)
      .then((playlist) => { change.playlist = playlist; }, () => {});
    return change;
  }

  /**
   * Whether to go over to another rendition now. Segments begin with a keyframe, so what was fetched of the present one already is
   * fetched again; that is nothing where it ends, and little where the other has only just begun. Where the network is too slow
   * for what there is, it may cost less than to go on to the end of the segment.
   */
  #isTime(rendition, change, { segments, end }, { part, date = end }) {
    if (part === 0) return true;
    const again = date - beginningAt(date, change.playlist).date;
    const rest = (segments.findLast(({ url }) => url)?.duration ?? 0) * 1000 - again;
    const isCheaper = again * change.rendition.average < rest * (rendition.average - this.#pace.rate);
    return again >= 0 && (again < overlap || isCheaper);
  }

  /** Goes over to another rendition, whose segments may have other numbers: its playlist, and where to begin to go on from a date. */
  async #enter(rendition, known, end, signal) {
    const before = (playlist) => Math.max(playlist.segments.at(-1).number - 1, 0);
    let playlist = await this.#listing(rendition, { _HLS_msn: before(known), _HLS_part: 0 }, signal);
    const last = playlist.segments.at(-1);
    // Its next segment begins now, too; that is better waited for than this one fetched again.
    if (last.url && last.date < end - late) {
      playlist = await this.#listing(rendition, { _HLS_msn: last.number + 1, _HLS_part: 0 }, signal);
    }
    return [playlist, beginningAt(end + late, playlist)];
  }

  /** A rendition's playlist, once it has what the directives say. */
  #listing({ url }, directives, signal) {
    const address = new URL(url);
    for (const [name, value] of Object.entries(directives)) address.searchParams.set(name, value);
    return this.#read(address, url, signal);
  }

  /** The stream comes in other qualities than before. */
  async #lookAgain(signal) {
    const listed = await text(this.#url, signal).catch(() => undefined);
    if (listed) this.#take(readMultivariant(listed, this.#url, (type) => Source.isTypeSupported(type)).variants);
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

  /** Appends what is listed from a place on, up to where `isEnough` says so; returns the place behind it. */
  async #append(playlist, next, buffer, signal, isEnough) {
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
          await buffer.append(await this.#load(url, signal, buffer.isOfPictures && duration), signal);
          this.#zero ??= date - buffer.start * 1000;
          this.#begin();
          next = isWhole ? { number: segment.number + 1, part: 0 } : { number: segment.number, part: index + 1 };
          next.date = date + duration * 1000;
          if (isEnough(next)) return next;
        }
        date += duration * 1000;
      }
      next = segment.url || segment.isGap
        ? { number: segment.number + 1, part: 0, date: segment.date + segment.duration * 1000 }
        : { number: segment.number, part: segment.parts.length, date };
    }
    return next;
  }

  /** Loads media, and notes how fast it came if it is of a duration. */
  async #load(url, signal, duration) {
    const response = await answer(url, { signal });
    // What is not there yet is waited for before this.
    const begun = performance.now();
    const bytes = await response.arrayBuffer();
    if (duration) {
      this.#pace.note(bytes.byteLength * 8, (performance.now() - begun) / 1000, duration);
      if (this.#pace.isSlow) this.#fall();
    }
    return bytes;
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
    const surplus = this.buffered - this.#distance;
    if (surplus > drift && this.isLive) {
      this.#movedAt = performance.now();
      video.currentTime = buffered.end(buffered.length - 1) - this.#distance;
    }
    video.playbackRate = !this.isLive ? 1 : surplus > 0.6 ? 1.15 : surplus > 0.2 ? 1.05 : 1;
    for (let index = 0; index < buffered.length; index++) {
      if (currentTime < buffered.end(index) - 0.05) {
        if (currentTime < buffered.start(index)) video.currentTime = buffered.start(index) + 0.001;
        break;
      }
    }
    if (this.#fellAt !== undefined && performance.now() - this.#fellAt > this.#caution * 1000) this.#climb();
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

  /** The network did not carry it. */
  #stalled() {
    const isExpected = performance.now() - this.#movedAt < patience * 1000;
    if (!isExpected) this.#fall();
  }

  /** The network does not carry it, or hardly: a smaller one, for longer each time. */
  #fall() {
    // One step after the other: the smaller one has to come first.
    const isFalling = performance.now() - this.#fellAt < patience * 1000;
    if (this.state !== "playing" || !this.isLive || this.#chosen || isFalling) return;
    const smaller = this.#variants.slice(this.#variants.indexOf(this.#wanted) + 1);
    const next = smaller.find(({ average }) => average * spare < this.#pace.rate) ?? smaller.at(-1);
    if (!next) return;
    if (this.#fellAt !== undefined) this.#caution = Math.min(this.#caution * 2, caution.most);
    this.#fellAt = performance.now();
    this.#want(next);
  }

  /** The network may carry a better one, if what comes now comes fast enough. */
  #climb() {
    const better = this.#variants[this.#variants.indexOf(this.#wanted) - 1];
    if (better && better.average * spare > this.#pace.rate) return;
    this.#fellAt = better && performance.now();
    this.#pace.restart();
    if (!this.#chosen) this.#want(better);
  }

  #tellLevel() {
    const isBest = this.#wanted === this.#variants[0];
    const reason = this.#chosen ? "as you chose" : isBest ? "the best there is" : "as much as your network carries";
    this.level = this.#wanted && { id: this.#wanted.id, reason };
    this.dispatchEvent(new Event("levels"));
  }
}

/** How fast media comes, by what came last. */
class Pace {
  /** Of each: how many bits, how long it took to come, and how long it lasts, in seconds. */
  #loads = [];

  /** Something came. */
  note(bits, took, duration) {
    this.#loads.push({ bits, took, duration });
    while (this.#length - this.#loads[0].duration >= slow.span) this.#loads.shift();
  }

  /** What comes from now on is of another quality. */
  restart() { this.#loads = []; }

  get #length() { return this.#sum("duration"); }
  #sum(key) { return this.#loads.reduce((sum, load) => sum + load[key], 0); }

  /** Bits a second while something came. */
  get rate() { return this.#sum("bits") / Math.max(this.#sum("took"), 0.001); }

  /** Whether it comes hardly faster than it is shown. A keyframe alone is no sign: it is large. */
  get isSlow() { return this.#length >= slow.span && this.#sum("took") > slow.share * this.#length; }
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

  /** Whether it is pictures that it takes. */
  get isOfPictures() { return this.#type.startsWith("video/"); }

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
