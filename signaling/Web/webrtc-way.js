// A stream by WebRTC.

import { StarlingClient } from "./starling-client.js";
import { Meter } from "./statistics.js";
import { Way } from "./way.js";

/** Why a layer arrives, for the person who watches. */
const reasons = {
  best: "the best there is",
  bandwidth: "as much as your network carries",
  patience: "your network did not carry more; a better picture is tried again soon",
  asked: "as you chose",
};

/** What people call a layer: by its height where that is known. */
const title = ({ name, height }) => (height ? `${height}p` : name);

/** Asks for a stream, again and again, and shows it. */
export class WebRTCWay extends Way {
  name = "WebRTC";
  /** What is received, once the server has agreed. @type {import("./starling-client.js").Watched|undefined} */
  #media;
  #client;
  #stream;
  #waiting;
  #meter = new Meter();
  #measured;
  #before = { decoded: 0, packets: 0 };
  #arrivedAt;

  /** @param {{origin: string, stream: string, token?: string}} source */
  constructor({ origin, stream, token }) {
    super();
    this.#stream = stream;
    this.#client = new StarlingClient({ url: origin, token });
    this.#client.addEventListener("state", () => this.#changed());
    this.#begin();
  }

  /** Whether the connection is there. */
  get isConnected() { return this.#client.state !== "closed" && this.#media?.state === "connected"; }
  /** Whether the connection was there, and another way is looked for. */
  get isInterrupted() { return this.#media?.state === "interrupted" || this.#client.state === "interrupted"; }
  /** For how many seconds no packet has come; long before ICE says so. `undefined` where none ever came. */
  get silence() { return this.#arrivedAt && (performance.now() - this.#arrivedAt) / 1000; }

  /** Looks for another path to the server. */
  mend() { this.#media?.mend(); }

  async look() {
    const connection = this.#media?.connection;
    if (!connection) return this.note(false);
    if (connection !== this.#measured) {
      this.#meter = new Meter();
      this.#before = { decoded: 0, packets: 0 };
    }
    this.#measured = connection;
    const now = await this.#meter.received(connection);
    if (now.packets > this.#before.packets) this.#arrivedAt = performance.now();
    // Where there are no pictures, sound moves.
    this.note(now.height > 0 ? now.decoded > this.#before.decoded : now.packets > this.#before.packets);
    this.#before = now;
    this.figures = now;
  }

  async choose(id) {
    await this.#media?.choose(id ? { layer: id } : {}).catch(() => {});
    this.#follow();
  }

  close() {
    clearTimeout(this.#waiting);
    this.#client.close();
    super.close();
  }

  /** Asks for the stream. One that has not begun (404) begins one day, and a full server has room one day. */
  async #begin() {
    try {
      const media = await this.#client.watch({ stream: this.#stream });
      this.#media = media;
      this.problem = undefined;
      media.addEventListener("state", () => this.#changed());
      media.addEventListener("layers", () => this.#follow());
      media.addEventListener("track", () => this.#take());
      this.#take();
      this.choose("");
    } catch (error) {
      this.problem = error;
      const { status } = error;
      this.isFinal = this.#client.state === "closed" || (status < 500 && ![404, 410, 429].includes(status));
      if (!this.isFinal) this.#waiting = setTimeout(() => this.#begin(), (error.retryAfter ?? 2) * 1000);
    }
    this.#changed();
  }

  #take() {
    const { stream } = this.#media;
    if (this.video.srcObject === stream || stream.getTracks().length === 0) return;
    this.video.srcObject = stream;
    this.dispatchEvent(new Event("media"));
  }

  #changed() {
    const reason = this.#media?.reason ?? this.#client.reason;
    if (this.#media?.state === "refused" || this.#client.state === "closed") this.isFinal = true;
    if (this.isConnected) this.problem = undefined;
    else this.problem = reason ?? this.problem;
    this.dispatchEvent(new Event("change"));
  }

  /** Tells which layers there are, and which arrives. */
  #follow() {
    const video = this.#media?.videos[0];
    const layers = video?.layers ?? [];
    // The server has them by what they cost, which changes when the picture does.
    this.levels = layers.toReversed().sort((one, other) => (other.height ?? 0) - (one.height ?? 0))
      .map((layer) => ({ id: layer.name, title: title(layer) }));
    // Of a scalable stream it may be a part of the layer's frames.
    const current = video?.current?.replace(/\/T\d+$/, "");
    this.level = layers.some(({ name }) => name === current) ? { id: current, reason: reasons[video.reason] ?? "" } : undefined;
    this.dispatchEvent(new Event("levels"));
  }
}
