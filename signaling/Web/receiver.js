// What the client library receives: all of it over one connection.

import { Connection } from "./connection.js";
import { deferred } from "./deferred.js";
import { Refusal } from "./refusal.js";

/**
 * All that we receive, over one connection. Tracks come by our offers and go by the server's; when both offer at once, ours is
 * taken back: it was not set yet, so that there is nothing to roll back ("perfect negotiation", and we are polite).
 */
export class Receiver extends Connection {
  #watched;
  /** Whether an offer waits for another of the server's to be answered first. */
  #isGlaring = false;

  /** @param {() => Map<string, Watched>} watched what is wanted */
  constructor(client, watched) {
    super(client);
    this.#watched = watched;
    this.addEventListener("state", () => {
      for (const each of this.#watched().values()) each.follow();
    });
  }

  /** Receives one more; several that come while an offer is under way share the next. */
  async add(watched) {
    this.look();
    await watched.ready;
  }

  /** Opens it for all that is wanted. */
  open() { return this.#sync(); }

  /** Receives one of them no longer. */
  async remove(watched) {
    const { mids } = watched;
    watched.drop();
    await this.#end(mids);
  }

  /** Says that nothing is wanted in these sections, once no offer is under way. */
  async #end(mids) {
    if (!this._name || mids.length === 0) return;
    await this._turn(() => this._client.request("unsubscribe", { media: this._name, mids })).catch(() => {});
  }

  /** The server has ended a track. */
  lost(name, mid, reason) {
    if (name !== this._name || reason !== "unselected") return;
    for (const each of this.#watched().values()) if (each.mids.includes(mid)) each.drop();
  }

  /** The server offers: media ends in some sections. */
  offered(name, sdp) {
    return this._turn(async () => {
      const { connection } = this;
      if (name !== this._name || !connection) return;
      await connection.setRemoteDescription({ type: "offer", sdp });
      await connection.setLocalDescription();
      await this._client.request("answer", { media: name, sdp: connection.localDescription.sdp });
      if (this.#isGlaring) this.look();
      this.#isGlaring = false;
    }).catch(() => { if (name === this._name) this.reopen(); });
  }

  /** The server tells which layers arrive. */
  told(name, videos) {
    if (name !== this._name) return;
    for (const each of this.#watched().values()) each.told(videos.filter(({ mid }) => each.mids.includes(mid)));
  }

  /** Says which layer of the video in a section to get at best. */
  async choose(mid, choice) {
    if (this._name) await this._client.request("layer", { media: this._name, mid, ...choice });
  }

  drop() {
    super.drop();
    for (const each of [...this.#watched().values()]) each.drop();
  }

  /** Without a connection none of them has sections. */
  _release() {
    for (const each of this.#watched().values()) each.forget();
    this.#isGlaring = false;
    return super._release();
  }

  /** Sees that all is received that is wanted. */
  look() { this.#sync().catch((error) => this._again(error)); }

  #sync() { return this._turn(() => this.#offer([...this.#watched().values()].filter(({ isNew }) => isNew))); }

  /** Offers to receive these as well. */
  async #offer(wanted) {
    if (wanted.length === 0 || this.state === "closed") return;
    const connection = this.connection ?? this.#begun();
    // Those of an offer that was refused are offered again: one that was stopped Chromium takes for the next in its place.
    const isFree = (it) => ["inactive", null].includes(it.currentDirection) && !it.stopped && !this.#owner(it);
    const free = connection.getTransceivers().filter(isFree);
    for (const each of wanted) {
      each.take(["audio", "video"].map((kind) => {
        const index = free.findIndex(({ receiver }) => receiver.track.kind === kind);
        return index >= 0 ? free.splice(index, 1)[0] : connection.addTransceiver(kind, { direction: "recvonly" });
      }));
    }
    const taken = new Map(wanted.map((each) => [each, each.transceivers]));
    try {
      await this.#agree(connection, wanted);
      for (const each of wanted) {
        // It may not be wanted any more.
        if (each.state === "closed") this.#end(taken.get(each).map(({ mid }) => mid).filter(Boolean));
        else each.settle();
      }
    } catch (error) {
      if (connection !== this.connection) return;
      for (const each of wanted) each.forget();
      await this.#refused(wanted, error);
    }
  }

  #begun() {
    const connection = this._make();
    connection.addEventListener("track", ({ transceiver, track }) => this.#owner(transceiver)?.receive(track));
    return connection;
  }

  #owner(transceiver) {
    return [...this.#watched().values()].find(({ transceivers }) => transceivers.includes(transceiver));
  }

  /** Makes an offer of what is wanted now, with what was before; none when that is nothing any more. */
  async #agree(connection, wanted) {
    const fields = (sdp) => {
      if (wanted.every(({ state }) => state === "closed")) return undefined;
      const all = [...this.#watched().values()].filter((each) => !each.isNew || wanted.includes(each));
      return { tracks: this.#tracks(connection, all, sdp) };
    };
    if (!this._name) return this._begin("subscribe", connection, fields);
    const offer = await connection.createOffer();
    const more = fields(offer.sdp);
    if (!more) return;
    const { sdp } = await this._client.request("subscribe", { media: this._name, sdp: offer.sdp, ...more });
    if (connection !== this.connection) throw new Refusal(410, "It was closed meanwhile", "");
    await connection.setLocalDescription(offer);
    await connection.setRemoteDescription({ type: "answer", sdp });
  }

  /** Which section brings what. Sections that are new have no name yet but in the offer, where they stand last, in order. */
  #tracks(connection, wanted, sdp) {
    const names = [...sdp.matchAll(/^a=mid:(\S+)/gm)].map(([, mid]) => mid);
    const known = new Set(connection.getTransceivers().map(({ mid }) => mid));
    const fresh = names.filter((mid) => !known.has(mid));
    const mids = new Map(connection.getTransceivers().filter(({ stopped, direction }) => !stopped && direction !== "stopped")
      .map((it) => [it, it.mid ?? fresh.shift()]));
    return wanted.flatMap((each) => each.transceivers.map((it) => ({ mid: mids.get(it), ...each.source })));
  }

  async #refused(wanted, error) {
    // The server's own offer is on its way; when that is answered, we offer again.
    if (error.status === 409 && error.field === "sdp") {
      this.#isGlaring = true;
      return;
    }
    const isTheirs = error instanceof Refusal && error.status < 500 && error.status !== 410;
    if (!isTheirs && !this._name) throw error;
    // What is received already goes on.
    if (!isTheirs) return void setTimeout(() => this.look(), (error.retryAfter ?? 1) * 1000);
    // One of them stands in the others' way.
    if (wanted.length > 1) {
      for (const each of wanted) await this.#offer([each].filter(({ isNew }) => isNew));
      return;
    }
    wanted[0].drop(error);
  }
}

/**
 * Somebody, or a stream, that we receive. Fires `state` on each change of `state`, `track` for what arrives, and `layers` on each
 * change of `videos`.
 */
export class Watched extends EventTarget {
  /** @type {"connecting"|"connected"|"interrupted"|"refused"|"closed"} */
  state = "connecting";
  /** What arrives. */
  stream = new MediaStream();
  /** Settles when the server has agreed, or refused. */
  ready;
  /** Its sections of the connection. @type {RTCRtpTransceiver[]} */
  transceivers = [];
  /** Whether the server has yet to agree. */
  isNew = true;
  /** What is watched. @type {{participant?: string, stream?: string}} */
  source;
  /** Which layers arrive, and why, once `choose` was called. @type {object[]} */
  videos = [];

  #choice;
  #receiver;
  #settle;

  constructor(receiver, source) {
    super();
    this.#receiver = receiver;
    this.source = source;
    const { promise, ...settle } = deferred();
    this.ready = promise;
    this.#settle = settle;
    promise.catch(() => {});
  }

  /** Whose it is, if it is somebody's on the stage. @returns {string|undefined} */
  get participant() { return this.source.participant; }
  /** The connection, which all that we receive share. @type {RTCPeerConnection|undefined} */
  get connection() { return this.state === "closed" ? undefined : this.#receiver.connection; }
  /** Why the connection is refused, or interrupted. */
  get reason() { return this.#receiver.reason; }
  /** The names of its sections. */
  get mids() { return this.transceivers.map(({ mid }) => mid).filter(Boolean); }

  /** Restarts ICE of the connection. */
  mend() { this.#receiver.mend(); }
  /** What the server knows of the connection. */
  stats() { return this.#receiver.stats(); }
  /** Receives it no longer. */
  close() { return this.#receiver.remove(this); }

  /**
   * Says which `layer` to get at best, or of which `maxWidth` and `maxHeight`, or with `paused` none; with nothing, what the
   * network carries. From then on `videos` tells what arrives.
   */
  async choose(choice = {}) {
    this.#choice = choice;
    const mid = this.transceivers.find(({ receiver }) => receiver.track.kind === "video")?.mid;
    if (!this.isNew && mid) await this.#receiver.choose(mid, choice);
  }

  // What the receiver does

  take(transceivers) { this.transceivers = transceivers; }

  forget() {
    this.transceivers = [];
    this.isNew = true;
  }

  settle() {
    this.isNew = false;
    this.#settle.resolve();
    this.follow();
    if (this.#choice) this.choose(this.#choice).catch(() => {});
  }

  told(videos) {
    if (JSON.stringify(videos) === JSON.stringify(this.videos)) return;
    this.videos = videos;
    this.dispatchEvent(new Event("layers"));
  }

  receive(track) {
    for (const old of this.stream.getTracks()) if (old.kind === track.kind && old !== track) this.stream.removeTrack(old);
    this.stream.addTrack(track);
    this.dispatchEvent(Object.assign(new Event("track"), { track }));
  }

  follow() { this.#enter(this.isNew && this.#receiver.state === "connected" ? "connecting" : this.#receiver.state); }

  drop(reason) {
    const { watched } = this.#receiver._client;
    for (const [key, each] of watched) if (each === this) watched.delete(key);
    this.transceivers = [];
    this.#settle.reject(reason ?? new Refusal(410, "It was closed meanwhile", ""));
    this.#enter("closed");
  }

  #enter(state) {
    if (state === this.state || this.state === "closed") return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
