// What every way has by which a stream comes to a player.

/** For how many seconds after its last picture a video counts as moving. */
const still = 0.6;

/**
 * A way that media comes: a video element, and what is known of it. A playback looks at it several times a second. Fires `media`
 * when there is something to play, `change` when something is to be told, and `levels` when there are other qualities or
 * another one arrives.
 */
export class Way extends EventTarget {
  /** Where it is shown. */
  video = Object.assign(document.createElement("video"), { playsInline: true, muted: true });
  /** Whether there has been a picture, or sound where there is none. */
  hasPlayed = false;
  /** Why there is none now, if the server said so. @type {{title: string, detail: string, status?: number}|undefined} */
  problem;
  /** Whether it is of no use to ask again. */
  isFinal = false;
  /** What is measured: `latency`, `bitrate` and more, in seconds and bits a second. @type {object} */
  figures = {};
  /** The qualities there are, the best first. @type {{id: string, title: string}[]} */
  levels = [];
  /** The one that arrives. @type {{id: string, reason: string}|undefined} */
  level;

  #begun = performance.now();
  #movedAt = -Infinity;
  /** Since when it has moved without standing still. */
  #wellSince;

  /** For how many seconds it has been asked for. */
  get age() { return (performance.now() - this.#begun) / 1000; }
  /** How many seconds ago something was seen to move. */
  get stillFor() { return (performance.now() - this.#movedAt) / 1000; }
  /** Whether it goes on. */
  get isMoving() { return this.stillFor < still; }
  /** For how many seconds it has gone on. */
  get wellFor() { return this.#wellSince === undefined ? 0 : (performance.now() - this.#wellSince) / 1000; }

  /** Says what the last look saw. */
  note(moved) {
    if (moved) {
      this.#movedAt = performance.now();
      this.hasPlayed = true;
      this.#wellSince ??= this.#movedAt;
    } else if (!this.isMoving) {
      this.#wellSince = undefined;
    }
  }

  /** Looks how it goes. */
  async look() {}
  /** Asks for a quality by its `id`, or with "" for whichever is right. */
  async choose() {}
  /** Ends it. */
  close() {
    this.video.remove();
  }
}
