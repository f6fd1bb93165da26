// Plays a stream by the way that carries it: by WebRTC, and by HLS while that does not get through, and back by itself.

import { PlaybackReport } from "./playback-report.js";
import { WebRTCWay } from "./webrtc-way.js";

/** How many seconds WebRTC may take for a stream that is live, and how long no packet may come of one. */
const patience = { beginning: 3, silence: 1 };
/** For how many seconds WebRTC must go on before it is shown again; twice as many after each time that it did not last. */
const trust = { first: 2, most: 64, lasting: 60 };
/** How often one looks, and asks what the server says of the stream, in milliseconds. */
const pace = { look: 250, ask: 3000, askAgain: 700 };
/** For how many seconds nothing may move before it is told. */
const stall = 3;
/** For how many seconds WebRTC is tried while HLS is shown, and the pauses between two such tries, at first and at most. */
const attempt = { length: 30, pause: 15, longestPause: 120 };

/** Why a stream comes by HLS. */
const reasons = {
  blocked: "WebRTC does not get through",
  silent: "WebRTC has fallen silent",
  asked: "as the address asks for",
  rewound: "to show what was before",
  returning: "until WebRTC is back",
};

/**
 * Plays one stream in an element, in which its videos are put. It fires `state`, `levels`, `figures` and `way`, and says what
 * becomes of it to people who watch: `firstframe`, `stall`, `resume`, and `problem`, each with a `detail`.
 */
export class Playback extends EventTarget {
  /** By which way it is shown. @type {import("./way.js").Way} */
  way;
  /** Why that is not WebRTC. @type {string|undefined} */
  reason;
  /** What the server says of the stream. @type {{state: string, title?: string, began?: string, viewers: number, hlsViewers: number}|undefined} */
  report;
  /** Whether it moves, and whether it ever has. */
  isPlaying = false;
  hasPlayed = false;
  /** Whether the browser lets it play without sound only, until a person does something. */
  isSilenced = false;

  #source;
  #screen;
  #hls;
  /** @type {WebRTCWay|undefined} */
  #webrtc;
  #loading = false;
  /** Since when the stream has been live. */
  #liveSince;
  #begun = performance.now();
  #stalledAt;
  #needed = trust.first;
  #shownAt = 0;
  /** When WebRTC is tried again, and after which pause the next time. */
  #againAt = 0;
  #pause = attempt.pause;
  #wish;
  #asked = 0;
  #said;
  #hasMended = false;
  /** Tells the server how it goes. */
  #figures;
  #timers;
  #isClosed = false;
  #online = () => { this.#againAt = 0; };

  /**
   * @param {{origin: string, stream: string, token?: string}} source what is played
   * @param {HTMLElement} screen where
   * @param {{prefers?: ""|"hls"|"native"}} options `hls` for HLS alone, `native` for that of the browser
   */
  constructor(source, screen, { prefers = "" } = {}) {
    super();
    this.#source = source;
    this.#screen = screen;
    this.#wish = prefers;
    if (prefers) this.#standBy("asked");
    else this.#beginWebRTC();
    this.#ask();
    this.#figures = new PlaybackReport(this, source);
    addEventListener("online", this.#online);
    this.#timers = [
      setInterval(() => this.#look(), pace.look), setInterval(() => { if (!document.hidden) this.#ask(); }, pace.ask)];
  }

  /** The video that is shown. @type {HTMLVideoElement|undefined} */
  get video() { return this.way?.video; }
  /** Whether its publisher sends. */
  get isLive() { return this.report?.state === "live"; }
  /** Whether it shows what is live, not what was before. */
  get isAtEnd() { return this.way?.isLive ?? true; }
  /** Whether there is no use in waiting. */
  get isFinal() { return this.way?.isFinal ?? false; }
  /** What a person can go back to, in seconds of the video's time. @type {{start: number, end: number}|undefined} */
  get window() { return this.way?.window; }

  /** Plays, with sound if the browser lets us: most do so only after the person has touched the page. */
  async play() {
    const { video } = this;
    try {
      await video?.play();
    } catch (error) {
      if (error.name !== "NotAllowedError" || video.muted) return;
      video.muted = true;
      this.isSilenced = true;
      this.dispatchEvent(new Event("state"));
      await video.play().catch(() => {});
    }
  }

  /** Asks for a quality, or with "" for whichever is right. */
  choose(id) { return this.way?.choose(id); }

  /** Goes back, or on, by so many seconds. What was before comes by HLS. */
  skip(seconds) {
    const { window, video } = this;
    if (window) this.seek(video.currentTime + seconds);
    else if (seconds < 0) this.#standBy("rewound", -seconds);
  }

  /** Shows what was at a time of the video's; at the end, what is live. */
  seek(time) {
    this.way?.seek?.(time);
    if (this.isAtEnd) this.goLive();
  }

  /** What a `Preview` shows of a time of the video's. */
  moment(time) {
    return this.way?.moment?.(time) ?? { ago: (this.window?.end ?? time) - time };
  }

  /** Shows what is live. */
  goLive() {
    if (this.reason === reasons.rewound) {
      this.reason = this.#hls.why = reasons.returning;
      this.#needed = 0;
      this.#againAt = 0;
    }
    if (this.window && !this.way.isLive) this.way.seek(this.window.end);
    this.play();
    this.#tell();
  }

  /** Ends it. */
  close() {
    this.#isClosed = true;
    this.#figures.close();
    removeEventListener("online", this.#online);
    for (const timer of this.#timers) clearInterval(timer);
    this.#webrtc?.close();
    this.#hls?.close();
  }

  // The ways

  #beginWebRTC() {
    this.#webrtc = new WebRTCWay(this.#source);
    this.#add(this.#webrtc);
    if (!this.way) this.#show(this.#webrtc);
  }

  /** Only those who need HLS load the player. @param {keyof reasons} reason */
  async #standBy(reason, behind) {
    if (this.#loading || (this.#hls && reason !== "rewound")) return;
    if (this.#hls) this.#endHLS();
    this.#loading = true;
    const isNative = this.#wish === "native" || /Apple/.test(navigator.vendor);
    const { HLSWay } = await import("./hls-way.js");
    const { NativeHLSWay } = await import("./native-hls-way.js");
    this.#loading = false;
    const Kind = [isNative && NativeHLSWay, HLSWay, NativeHLSWay].find((kind) => kind?.isPossible);
    if (!Kind || this.#isClosed) return;
    this.#hls = new Kind(this.#source, { behind });
    this.#hls.why = reasons[reason];
    this.#add(this.#hls);
    if (!this.way) this.#show(this.#hls, reasons[reason]);
  }

  #add(way) {
    this.#screen.append(way.video);
    way.addEventListener("change", () => this.#tell());
    way.addEventListener("media", () => (way === this.way ? this.play() : way.video.play().catch(() => {})));
    // Sooner than the next look.
    way.video.requestVideoFrameCallback?.(() => {
      if (way !== this.way) return;
      way.note(true);
      this.#measure();
      this.#tell();
    });
    way.addEventListener("levels", () => { if (way === this.way) this.dispatchEvent(new Event("levels")); });
  }

  /** Shows another way; it sounds as the one before. */
  #show(way, reason) {
    const before = this.video;
    const isPaused = before?.paused && this.hasPlayed;
    this.way = way;
    this.reason = reason;
    this.#shownAt = performance.now();
    const { video } = way;
    [video.muted, video.volume] = before ? [before.muted, before.volume] : [false, video.volume];
    video.dataset.shown = "";
    if (before) {
      delete before.dataset.shown;
      if (before.getRootNode().pictureInPictureElement === before) video.requestPictureInPicture().catch(() => {});
      before.muted = true;
    }
    this.dispatchEvent(new CustomEvent("way", { detail: { way: way.name, reason } }));
    this.dispatchEvent(new Event("levels"));
    if (!isPaused || reason === reasons.rewound) this.play();
  }

  // Looking

  async #look() {
    await Promise.all([this.#webrtc?.look(), this.#hls?.look()]);
    if (this.#isClosed) return;
    this.#decide();
    this.#measure();
    this.#tell();
  }

  /** Which way to show. */
  #decide() {
    const [webrtc, hls] = [this.#webrtc, this.#hls];
    if (hls && this.way !== hls && hls.isMoving && (!this.#isWell || hls.why === reasons.rewound)) {
      // What did not last is trusted less.
      const isNew = this.#shownFor > trust.lasting || !this.hasPlayed;
      this.#needed = isNew ? trust.first : Math.min(this.#needed * 2 || trust.first, trust.most);
      this.#show(hls, hls.why);
      if (hls.why === reasons.rewound) this.#endWebRTC();
      return;
    }
    if (!webrtc) return this.#tryWebRTC();
    if (!this.#isWell && this.#isBroken) this.#standBy(webrtc.hasPlayed ? "silent" : "blocked");
    if (!hls) return;
    if (this.way === webrtc) {
      const isOver = hls.why === reasons.rewound ? hls.age > attempt.length : webrtc.wellFor > 1;
      if (isOver) this.#endHLS();
      return;
    }
    // It begins with WebRTC when it is live again.
    const isOver = this.report && !this.isLive && !hls.isMoving;
    if (isOver || (this.#isWell && webrtc.wellFor > this.#needed)) {
      this.#pause = attempt.pause;
      this.#show(webrtc);
      this.#endHLS();
    } else if (webrtc.age > attempt.length && this.#shownFor > attempt.length) {
      this.#endWebRTC();
    }
  }

  /** Whether WebRTC brings what there is. */
  get #isWell() {
    const silence = this.#webrtc?.silence;
    return silence !== undefined && silence < patience.silence && this.#webrtc.isMoving;
  }

  /** Whether it should and does not: its publisher sends, as the server says now. */
  get #isBroken() {
    const webrtc = this.#webrtc;
    if (webrtc.hasPlayed) {
      if (!(webrtc.silence > patience.silence)) {
        this.#hasMended = false;
        return false;
      }
      // It may be the publisher who is silent.
      const silentSince = performance.now() - webrtc.silence * 1000;
      if (this.#asked < silentSince + pace.askAgain) {
        if (performance.now() > silentSince + pace.askAgain) this.#ask();
        return false;
      }
      const isSent = this.isLive && this.report.received?.bits_per_second !== 0;
      // A path that is broken; long before ICE says so.
      if (isSent && !this.#hasMended) {
        this.#hasMended = true;
        webrtc.mend();
      }
      return isSent;
    }
    if (!this.isLive) this.#liveSince = undefined;
    else this.#liveSince ??= performance.now();
    const waited = Math.min(webrtc.age, this.isLive ? (performance.now() - this.#liveSince) / 1000 : 0);
    return waited > patience.beginning && ![401, 403].includes(webrtc.problem?.status);
  }

  /** For how many seconds the way that is shown has been. */
  get #shownFor() { return (performance.now() - this.#shownAt) / 1000; }

  /** Tries again what did not get through, more and more rarely. */
  #tryWebRTC() {
    if (this.#wish || this.reason === reasons.rewound || performance.now() < this.#againAt) return;
    this.#beginWebRTC();
  }

  #endWebRTC() {
    this.#webrtc?.close();
    this.#webrtc = undefined;
    this.#againAt = performance.now() + this.#pause * 1000;
    this.#pause = Math.min(this.#pause * 2, attempt.longestPause);
  }

  #endHLS() {
    this.#hls.close();
    this.#hls = undefined;
  }

  // Telling

  /** What the server says of the stream. */
  async #ask() {
    const { origin, stream } = this.#source;
    this.#asked = performance.now();
    const response = await fetch(new URL("/api/v1/streams", origin), { cache: "no-store" }).catch(() => undefined);
    if (this.#isClosed || !response?.ok) return this.#tell();
    this.report = (await response.json()).streams.find(({ name }) => name === stream);
    // Who came before the publisher waits, and that is nobody's start-up time.
    if (!this.isLive && !this.hasPlayed) this.#begun = performance.now();
    this.dispatchEvent(new Event("state"));
  }

  /** Whether it moves. A picture that stands still is told only after a while: sound may go on below. */
  #measure() {
    const { way } = this;
    if (!way) return;
    const isMoving = way.isMoving || (way.hasPlayed && way.video.paused && way.isConnected);
    this.isPlaying = isMoving || (this.isPlaying && way.stillFor < stall);
    if (isMoving && !this.hasPlayed) {
      this.hasPlayed = true;
      this.dispatchEvent(new CustomEvent("firstframe", { detail: { seconds: (performance.now() - this.#begun) / 1000 } }));
    }
    if (this.hasPlayed && !isMoving && this.isLive) {
      if (!this.#stalledAt) this.dispatchEvent(new CustomEvent("stall"));
      this.#stalledAt ??= performance.now() - way.stillFor * 1000;
    } else if (this.#stalledAt) {
      const seconds = (performance.now() - this.#stalledAt) / 1000;
      this.#stalledAt = undefined;
      this.dispatchEvent(new CustomEvent("resume", { detail: { seconds } }));
    }
    this.dispatchEvent(new CustomEvent("figures", { detail: way.figures }));
  }

  #tell() {
    if (this.#isClosed) return;
    const now = JSON.stringify([this.message, this.isPlaying, this.reason, this.report?.viewers, this.report?.hlsViewers]);
    if (now === this.#said) return;
    this.#said = now;
    const { problem } = this.way ?? {};
    if (problem && problem.status !== 404) this.dispatchEvent(new CustomEvent("problem", { detail: problem }));
    this.dispatchEvent(new Event("state"));
  }

  /** What to tell who watches while nothing moves: whatever is most to the point. @returns {{title: string, text: string}} */
  get message() {
    const { problem, isFinal, isConnected, isInterrupted } = this.way ?? {};
    if (isFinal && problem) return { title: problem.title, text: problem.detail };
    if (!isConnected && problem && problem.status !== 404) {
      return { title: problem.title, text: `${problem.detail} Trying again …`.trim() };
    }
    if (isInterrupted) return { title: "The connection is interrupted", text: "Looking for another way …" };
    if (!isConnected && !this.report) return { title: "Connecting …", text: "" };
    if (this.isLive && this.hasPlayed) return { title: "The picture has stopped", text: "Looking for another way …" };
    if (this.isLive) return { title: "Joining …", text: "The picture is on its way." };
    if (this.report?.state === "interrupted") {
      return { title: "The stream is interrupted", text: "It goes on by itself when its publisher is back." };
    }
    const { stream } = this.#source;
    return { title: `${stream} is not live${this.hasPlayed ? " any more" : " yet"}`, text: "Stay here: it starts by itself when it is." };
  }
}
