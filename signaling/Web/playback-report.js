// What a player tells the server of itself, so that its operator sees what people see.

/** How often, in milliseconds. */
const pace = 30_000;

/** Counts what becomes of a playback, and reports it while it plays and at its end. */
export class PlaybackReport {
  #playback;
  #address;
  #since = performance.now();
  #now = {};
  #timer;
  #hidden = () => { if (document.hidden) this.send(); };

  /** @param {import("./playback.js").Playback} playback @param {{origin: string, stream: string}} source */
  constructor(playback, { origin, stream }) {
    this.#playback = playback;
    this.#address = new URL(`/api/v1/streams/${stream}/playback`, origin);
    const count = (name) => () => { this.#now[name] = (this.#now[name] ?? 0) + 1; };
    playback.addEventListener("firstframe", ({ detail }) => { this.#now.startup = rounded(detail.seconds); });
    playback.addEventListener("figures", () => this.#pass());
    playback.addEventListener("stall", count("stalls"));
    playback.addEventListener("problem", count("errors"));
    playback.addEventListener("way", () => { if (playback.hasPlayed) count("waySwitches")(); });
    this.#countLevels(count("levelSwitches"));
    document.addEventListener("visibilitychange", this.#hidden);
    // Pages that were opened together do not all speak at once.
    this.#timer = setTimeout(() => {
      this.send();
      this.#timer = setInterval(() => this.send(), pace);
    }, pace * (0.3 + Math.random() * 0.7));
  }

  /** Tells what there is to tell. A page that closes sends it all the same. */
  send() {
    if (!this.#now.startup && !this.#now.played && !this.#now.stalled && !this.#now.errors) return;
    const { way } = this.#playback;
    const latency = way?.figures.latency;
    const report = { way: way?.name === "HLS" ? "hls" : "webrtc", ...this.#now, latency: latency >= 0 ? rounded(latency) : undefined };
    this.#now = {};
    navigator.sendBeacon(this.#address, JSON.stringify(report));
  }

  /** Tells the last, and no more. */
  close() {
    this.#pass();
    this.send();
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#hidden);
  }

  /** Counts the time since the last look. A stream that has ended, or a person who paused it, is nobody's fault. */
  #pass() {
    const { hasPlayed, isLive, way } = this.#playback;
    const seconds = (performance.now() - this.#since) / 1000;
    this.#since = performance.now();
    if (!hasPlayed || !way || way.video.paused) return;
    const name = way.isMoving ? "played" : isLive ? "stalled" : undefined;
    if (name) this.#now[name] = rounded((this.#now[name] ?? 0) + seconds);
  }

  #countLevels(count) {
    let [before, by] = [undefined, undefined];
    this.#playback.addEventListener("levels", () => {
      const { way } = this.#playback;
      const level = way?.level?.id;
      if (before && level && level !== before && way === by) count();
      [before, by] = [level, way];
    });
  }
}

const rounded = (seconds) => Math.round(seconds * 1000) / 1000;
