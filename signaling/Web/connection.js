// One peer connection of the client library, whichever way media goes: how it begins, is mended and ends.

import { NoPath, Refusal } from "./refusal.js";

/** How long silence may last before ICE restarts, and how long a connection or a restart may take, in milliseconds. */
const [grace, patience] = [1500, 8000];
/** The longest pause between two attempts to open a connection. */
const longestWait = 5000;
/** Whether it may be otherwise the next time: any other refusal is final. */
export const passes = (error) => !(error instanceof Refusal) || error.status >= 500 || [404, 408, 410, 412, 429].includes(error.status);

/**
 * One peer connection, which restarts ICE when it falls silent, and opens anew when that does not help or the server ended it.
 * Fires `state` on each change of `state`.
 */
export class Connection extends EventTarget {
  /** @type {"connecting"|"connected"|"interrupted"|"refused"|"closed"} */
  state = "connecting";
  /** Why it is refused, or what went wrong last while it is interrupted. @type {{title: string, detail: string}|undefined} */
  reason;
  /** @type {RTCPeerConnection|undefined} */
  connection;

  #timer;
  #tail = Promise.resolve();
  /** How often the connection was let go. */
  #epoch = 0;
  #isRestarting = false;
  #failures = 0;

  constructor(client) {
    super();
    this._client = client;
  }

  /** Opens it: what publishers and receivers do each in their way. */
  async open() {}
  /** Tells the server that a media session is not wanted any more. */
  async _hangUp(media) { await this._client.request("unsubscribe", { media }).catch(() => {}); }

  /** What the server knows of it. */
  stats() { return this._client.request("stats", { media: this._name }); }

  /** Descriptions are made and set one after the other, those of a connection that was let go no more. */
  _turn(action) {
    const epoch = this.#epoch;
    const turn = this.#tail.then(() => (epoch === this.#epoch ? action() : undefined));
    this.#tail = turn.catch(() => {});
    return turn;
  }

  /**
   * Offers a media session, with `fields` for the offer unless these are none any more, and takes the answer. Only then are
   * candidates gathered, since with it come the servers.
   */
  async _begin(type, connection, fields) {
    const offer = await connection.createOffer();
    const more = fields(offer.sdp);
    if (!more) return;
    const { media, sdp, iceServers } = await this._client.request(type, { sdp: offer.sdp, ...more });
    if (connection !== this.connection) {
      this._hangUp(media);
      throw new Refusal(410, "It was closed meanwhile", "");
    }
    this._name = media;
    if (iceServers.length > 0) connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
    await connection.setLocalDescription(offer);
    await connection.setRemoteDescription({ type: "answer", sdp });
    // That the server ended it the connection itself tells late, or not at all; DTLS does.
    connection.getTransceivers()[0]?.sender.transport?.addEventListener("statechange", ({ target }) => {
      if (target.state === "closed" && connection === this.connection) this._again(new Refusal(410, "The server ended the session", ""));
    });
    if (this.state !== "connected") this.#later(patience, () => this._again(new NoPath(sdp)));
  }

  /** A new connection in place of the one there was. */
  _make() {
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.connection = connection;
    connection.addEventListener("connectionstatechange", () => this.#watch(connection));
    return connection;
  }

  /** Restarts ICE: media goes on from another address without a new handshake. */
  mend() {
    if (!this.connection || !this._name || !["connected", "interrupted"].includes(this.state)) return;
    this._enter("interrupted");
    this.#later(patience, () => this.#giveUp());
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    this._turn(() => this.#restart());
  }

  async #restart() {
    const { connection } = this;
    try {
      const offer = await connection.createOffer({ iceRestart: true });
      await connection.setLocalDescription(offer);
      const { fragment } = await this._client.request("ice-restart", { media: this._name, fragment: credentials(offer.sdp) });
      const sdp = withCredentials(connection.currentRemoteDescription.sdp, fragment);
      await connection.setRemoteDescription({ type: "answer", sdp });
      this.#watch(connection);
    } catch (error) {
      if (connection === this.connection) this._again(error);
    }
    if (connection === this.connection) this.#isRestarting = false;
  }

  /** The restart did not help; one of which the server has not heard yet may still. */
  #giveUp() {
    if (this._client.state === "open") this.reopen();
    else this.#later(patience, () => this.#giveUp());
  }

  /** Opens it anew. */
  async reopen() {
    if (this.state === "closed" || this.state === "refused") return;
    const name = this._release();
    if (name) this._hangUp(name);
    this._enter("interrupted", this.reason);
    try {
      await this.open();
    } catch (error) {
      this._again(error);
    }
  }

  /** It did not come about, or is no more: opens it anew after a while, the longer the more have failed. */
  _again(reason) {
    if (this.state === "closed" || this._client.state === "closed") return;
    const isFinal = !passes(reason);
    const name = this._release();
    if (name) this._hangUp(name);
    this._enter(isFinal ? "refused" : "interrupted", reason);
    if (isFinal) return;
    const pause = Math.min(250 * 2 ** this.#failures, longestWait) * (0.75 + Math.random() / 2);
    this.#failures += 1;
    this.#later(Math.max(pause, (reason?.retryAfter ?? 0) * 1000), () => this.reopen());
  }

  /** The server has it no more: opens it anew. */
  ended(name) {
    if (name !== this._name) return;
    this._name = undefined;
    this.reopen();
  }

  /** The server knows nothing of it, and is not asked yet to open it anew. */
  lose() {
    this._release();
    this._enter("interrupted", this.reason);
  }

  /** Ends it, and tells the server. */
  async close() {
    const name = this._name;
    this.drop();
    if (name) await this._hangUp(name);
  }

  /** Ends it on this side: the server knows. */
  drop() {
    this._release();
    this._enter("closed");
  }

  /** Lets go of the connection, and returns the media session's name. */
  _release() {
    clearTimeout(this.#timer);
    const name = this._name;
    this.connection?.close();
    this.connection = this._name = undefined;
    // Promises of a connection that was closed meanwhile never settle: nobody may wait for its turns to end.
    this.#tail = Promise.resolve();
    this.#epoch += 1;
    this.#isRestarting = false;
    return name;
  }

  #watch(connection) {
    if (connection !== this.connection) return;
    switch (connection.connectionState) {
      case "connected":
        clearTimeout(this.#timer);
        this.#failures = 0;
        this._enter("connected");
        break;
      case "disconnected":
        this._enter("interrupted");
        this.#later(grace, () => this.mend());
        break;
      case "failed":
        this.mend();
        break;
    }
  }

  #later(milliseconds, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  _enter(state, reason) {
    if (this.state === "closed" || (state === this.state && reason === this.reason)) return;
    this.state = state;
    this.reason = reason;
    this.dispatchEvent(new Event("state"));
  }
}

/** The fragment of a description that asks for an ICE restart (RFC 8840 §9). */
export function credentials(sdp) {
  return ["a=ice-ufrag:", "a=ice-pwd:", "a=ice-options:", "m=", "a=mid:"]
    .flatMap((start) => sdp.match(new RegExp(`^${start}.*$`, "m")) ?? [])
    .map((line) => `${line}\r\n`).join("");
}

/** A description as an answer with the credentials and candidates of a fragment in place of its own. */
export function withCredentials(sdp, fragment) {
  const [ufrag] = fragment.match(/^a=ice-ufrag:.*$/m) ?? [];
  const [password] = fragment.match(/^a=ice-pwd:.*$/m) ?? [];
  if (!ufrag || !password) return sdp;
  const changed = sdp.replace(/^a=ice-ufrag:.*$/gm, ufrag).replace(/^a=ice-pwd:.*$/gm, password)
    .replace(/^a=setup:actpass$/gm, "a=setup:passive");
  const candidates = fragment.match(/^a=candidate:.*$/gm) ?? [];
  if (candidates.length === 0) return changed;
  return changed.replace(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm, "")
    .replace(password, [password, ...candidates].join("\r\n"));
}
