// One session with a WHIP or WHEP endpoint (RFC 9725): what publishers and players have in common.
//
//   idle ─open─► connecting ─► connected ◄─► interrupted          refused: the server says no, and waiting won't help
//                    ▲              │             │               closed:  we ended it
//                    └── retrying ◄─┴─────────────┘
//
// An interrupted session is first mended by an ICE restart, then replaced by another, again and again until `close`.

import { NoPath, Refusal, request } from "./refusal.js";

/** How long a session may take to connect, and a restart to help, in milliseconds. */
const patience = 10_000;
/** How long silence may last before we restart ICE: losing Wi-Fi for a moment shows as `disconnected`, and passes. */
const grace = 1500;
/** The longest pause between two attempts. */
const longestPause = 10_000;

/**
 * Fires `state` on each change of `state`, and `track` (with `track`) for what arrives. After `refused` and while
 * `retrying`, `reason` has a `title` and a `detail` to show.
 */
export class Session extends EventTarget {
  /** @type {"idle"|"connecting"|"connected"|"interrupted"|"retrying"|"refused"|"closed"} */
  state = "idle";
  /** Why it is in this state. @type {{title: string, detail: string, status?: number}|undefined} */
  reason;
  /** The connection at the moment; another one after each new attempt. @type {RTCPeerConnection|undefined} */
  connection;

  #url;
  #key;
  #location;
  /** What else the server offers for the session, by relation. */
  #links = new Map();
  #tag;
  #failures = 0;
  #timer;
  #networkType = globalThis.navigator?.connection?.type;
  /** Browsers also call it a change when they think otherwise of the speed; only another kind of network is one. */
  #networkChanged = ({ type: event }) => {
    const type = globalThis.navigator?.connection?.type;
    if (event === "change" && type === this.#networkType) return;
    this.#networkType = type;
    this.mend();
  };

  /** @param {string|URL} url the endpoint: `/whip/{stream}` or `/whep/{stream}` */
  constructor(url, { key } = {}) {
    super();
    this.#url = new URL(url, globalThis.location?.href);
    this.#key = key;
  }

  /** Adds what is sent or received to a new connection. */
  prepare(connection) { throw new Error(`${connection} needs a subclass`); }

  /** Whether it is worth asking again after a refusal. */
  isPassing(refusal) { return refusal.status >= 500; }

  /** Begins, and resolves when the server has answered, or refused. */
  async open({ takeover = false } = {}) {
    if (this.state !== "idle" && this.state !== "refused") return;
    globalThis.addEventListener?.("online", this.#networkChanged);
    globalThis.navigator?.connection?.addEventListener?.("change", this.#networkChanged);
    await this.#attempt(takeover);
  }

  /** Ends it, and tells the server; works while the page is being left. */
  async close() {
    globalThis.removeEventListener?.("online", this.#networkChanged);
    globalThis.navigator?.connection?.removeEventListener?.("change", this.#networkChanged);
    this.#enter("closed");
    await this.#hangUp().catch(() => {});
  }

  // Attempts

  async #attempt(takeover = false) {
    this.#enter("connecting", this.reason);
    try {
      await this.#hangUp();
    } catch (error) {
      if (this.state !== "closed") this.#replace(error);
      return;
    }
    if (this.state === "closed") return;
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.connection = connection;
    connection.addEventListener("connectionstatechange", () => this.#watch(connection));
    try {
      this.prepare(connection);
      connection.addEventListener("track", ({ track }) =>
        this.dispatchEvent(Object.assign(new Event("track"), { track })));
      const answer = await this.#offer(connection, takeover);
      if (connection !== this.connection) return;
      // A takeover by somebody else ends DTLS, of which the connection itself tells late, or not at all.
      for (const { sender: { transport } } of connection.getTransceivers()) {
        transport?.addEventListener("statechange", () => {
          if (transport.state === "closed") this.#ended(connection);
        });
      }
      if (this.state === "connecting") this.#later(patience, () => this.#replace(new NoPath(answer)));
    } catch (error) {
      if (connection === this.connection && this.state !== "closed") this.#failed(error);
    }
  }

  /** Offers, and takes the answer. Only then are candidates gathered, since with it come the servers to gather from. */
  async #offer(connection, takeover) {
    const offer = await connection.createOffer();
    const url = new URL(this.#url);
    if (takeover) url.searchParams.set("takeover", "");
    const response = await request(url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", ...this.#authorization },
      body: offer.sdp,
    });
    if (response.status !== 201) throw await Refusal.from(response);
    const location = new URL(response.headers.get("Location"), url);
    const answer = await response.text();
    if (connection !== this.connection || this.state === "closed") {
      request(location, { method: "DELETE", keepalive: true }).catch(() => {});
      throw new Error("ended meanwhile");
    }
    this.#location = location;
    this.#tag = response.headers.get("ETag");
    const link = response.headers.get("Link") ?? "";
    this.#links = new Map(links(link).map(({ rel, target }) => [rel, new URL(target, url)]));
    const iceServers = serversIn(link);
    if (iceServers.length > 0) connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
    await connection.setLocalDescription(offer);
    await connection.setRemoteDescription({ type: "answer", sdp: answer });
    return answer;
  }

  #failed(error) {
    if (error instanceof Refusal && !this.isPassing(error)) {
      this.connection?.close();
      this.#enter("refused", error);
    } else {
      this.#replace(error);
    }
  }

  /** Ends this attempt and makes another after a while, the longer the more have failed. */
  async #replace(reason) {
    this.#enter("retrying", reason);
    this.#failures += 1;
    const pause = Math.min(250 * 2 ** this.#failures, longestPause) * (0.75 + Math.random() / 2);
    this.#later(Math.max(pause, (reason?.retryAfter ?? 0) * 1000), () => this.#attempt());
    await this.#hangUp().catch(() => {});  // The next attempt does it, when the network is back.
  }

  /** Ends what there is of a session. Without it our own would stand in the way of the next. */
  async #hangUp() {
    this.connection?.close();
    this.connection = undefined;
    if (!this.#location) return;
    await request(this.#location, { method: "DELETE", headers: this.#authorization, keepalive: true });
    this.#location = undefined;
  }

  // A connection's life

  #watch(connection) {
    if (connection !== this.connection) return;
    switch (connection.connectionState) {
      case "connected":
        this.#failures = 0;
        clearTimeout(this.#timer);
        this.#enter("connected");
        break;
      case "disconnected":
        this.#enter("interrupted");
        this.#later(grace, () => this.mend());
        break;
      case "failed":
        if (this.state === "connected" || this.state === "interrupted") this.mend();
        break;
      case "closed":
        this.#ended(connection);
        break;
    }
  }

  /** The server ended the session: another one tells whether that was a restart or somebody else's takeover. */
  #ended(connection) {
    if (connection === this.connection && this.state !== "closed") this.#replace(this.reason);
  }

  /**
   * Restarts ICE within the session (RFC 9725 §4.3.3): media goes on from another address without a new handshake. It does
   * so by itself when the connection or the browser says that the network changed; who sees that earlier may ask for it.
   */
  async mend() {
    const connection = this.connection;
    if (!connection || !this.#location || !["connected", "interrupted"].includes(this.state)) return;
    this.#enter("interrupted");
    this.#later(patience, () => this.#replace(this.reason));
    try {
      const offer = await connection.createOffer({ iceRestart: true });
      await connection.setLocalDescription(offer);
      const response = await request(this.#location, {
        method: "PATCH",
        headers: {
          "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": this.#tag ?? "*", ...this.#authorization,
        },
        body: credentials(offer.sdp),
      });
      if (response.status !== 200) throw await Refusal.from(response);
      this.#tag = response.headers.get("ETag");
      const sdp = withCredentials(connection.currentRemoteDescription.sdp, await response.text());
      await connection.setRemoteDescription({ type: "answer", sdp });
      this.#watch(connection);  // It may never have noticed that the network changed.
    } catch (error) {
      if (connection === this.connection && this.state !== "closed") this.#replace(error);
    }
  }

  // Extensions

  /** Where an extension of the session is to be asked, which its answer has named. @returns {URL|undefined} */
  extension(relation) { return this.#location && this.#links.get(relation); }

  // Small things

  get #authorization() {
    return this.#key ? { Authorization: `Bearer ${this.#key}` } : {};
  }

  /** Does something in a while, unless something else is to be done first. */
  #later(milliseconds, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  #enter(state, reason) {
    if (state !== "connecting" && state !== "interrupted") clearTimeout(this.#timer);
    const isSame = state === this.state && reason === this.reason;
    this.state = state;
    this.reason = reason;
    if (!isSame) this.dispatchEvent(new Event("state"));
  }
}

/** What `Link` fields say (RFC 8288): where each leads, and its parameters. */
function links(link) {
  const entries = link.matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"(?:\\.|[^"\\])*"|[^",;\s]*))*)/g);
  return [...entries].map(([, target, rest]) => ({
    target,
    ...Object.fromEntries([...rest.matchAll(/([\w-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^",;\s]*))/g)]
      .map(([, name, quoted, plain]) => [name, quoted?.replace(/\\(.)/g, "$1") ?? plain])),
  }));
}

/** The STUN and TURN servers that `Link` names (RFC 9725 §4.6). */
export function serversIn(link) {
  return links(link).filter(({ rel }) => rel === "ice-server").map(({ target: urls, username, credential }) =>
    (username ? { urls, username, credential } : { urls }));
}

/** The fragment of a description that asks for an ICE restart (RFC 8840 §9). */
export function credentials(sdp) {
  return ["a=ice-ufrag:", "a=ice-pwd:", "a=ice-options:", "m=", "a=mid:"]
    .flatMap((start) => sdp.match(new RegExp(`^${start}.*$`, "m")) ?? [])
    .map((line) => `${line}\r\n`).join("");
}

/** A description with the credentials and candidates of a fragment in place of its own. */
export function withCredentials(sdp, fragment) {
  const [ufrag] = fragment.match(/^a=ice-ufrag:.*$/m) ?? [];
  const [password] = fragment.match(/^a=ice-pwd:.*$/m) ?? [];
  if (!ufrag || !password) return sdp;
  const changed = sdp.replace(/^a=ice-ufrag:.*$/gm, ufrag).replace(/^a=ice-pwd:.*$/gm, password);
  const candidates = fragment.match(/^a=candidate:.*$/gm) ?? [];
  if (candidates.length === 0) return changed;
  return changed.replace(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm, "")
    .replace(password, [password, ...candidates].join("\r\n"));
}
