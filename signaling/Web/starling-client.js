// The client of Starling's signaling protocol (signaling/PROTOCOL.md): meet on a stage, send and receive media, and stay when
// the network changes. Free of the page around it, and of everything but the server that serves it:
//
//   import { StarlingClient } from "/starling-client.js";
//   const client = new StarlingClient();                                  // { token } of an invite, or a publish key
//   client.addEventListener("selected", () => client.selected.forEach(async (id) => {   // Those who speak, nine at most.
//     if (client.watched.has(id)) return;
//     const video = document.body.appendChild(document.createElement("video"));
//     video.autoplay = true;
//     video.srcObject = (await client.watch({ participant: id })).stream;
//   }));
//   await client.join("main", { name: "Ann" });
//   await client.publish(await navigator.mediaDevices.getUserMedia({ audio: true, video: true }));

import { NoPath, Refusal } from "./refusal.js";

/** @typedef {{id: string, name?: string, role: "viewer"|"guest"|"host", stream: string, live: boolean, audioMuted: boolean,
 *   videoMuted: boolean, source: "camera"|"screen", hand: boolean}} Participant */

/** Messages are acknowledged after so many, or so many milliseconds. */
const acknowledgeAfter = { messages: 16, milliseconds: 1000 };
/** How often we ask whether the server is there, and how long we wait for it to say so, in milliseconds. */
const heartbeat = { interval: 10_000, patience: 5000 };
/** The longest pause between two attempts to get a socket. */
const longestPause = 5000;
/** What we can (PROTOCOL.md): a `Receiver` answers the server's offers. */
const capabilities = ["offers"];
/** Closed with one of these codes the conversation is over: ended, resumed elsewhere, sent away. */
const lastCodes = new Set([1000, 4001, 4003]);

/**
 * A conversation with the server. It fires `state` on each change of `state`; `participant`, `participant-left`, `role`,
 * `active-speakers`, `viewers`, `selected`, `layers`, `media-ended`, `track-added`, `track-removed`, `data`, `kicked` and `moved` with the message's content as `detail`; and `resumed` with
 * what was sent again.
 */
export class StarlingClient extends EventTarget {
  /** @type {"connecting"|"open"|"interrupted"|"closed"} */
  state = "connecting";
  /** Why it is closed, if it is. @type {{title: string, detail: string}|undefined} */
  reason;
  /** Those on the stage, by id; and viewers who raise a hand. @type {Map<string, Participant>} */
  participants = new Map();
  /** Who speaks or spoke last, the loudest first. @type {string[]} */
  speakers = [];
  /** How many watch. */
  viewers = 0;
  /** Whom we receive: those who speak, or whom we selected. @type {string[]} */
  selected = [];
  /** Who we are on the stage. @type {string|undefined} */
  self;
  /** What we may do there. @type {"viewer"|"guest"|"host"|undefined} */
  role;
  /** What the server can that not every one can (PROTOCOL.md). @type {Set<string>} */
  capabilities = new Set();
  /** What we send. @type {Publication|undefined} */
  published;
  /** What we receive, by participant or stream. @type {Map<string, Watched>} */
  watched = new Map();

  #url;
  #token;
  #socket;
  #session;
  #seen = 0;
  #acknowledged = 0;
  #acknowledging;
  #nextRequest = 1;
  /** Requests that wait for an answer, in order. */
  #pending = new Map();
  #failures = 0;
  #beat;
  #overdue;
  #stage;
  /** The one connection by which we receive. @type {Receiver|undefined} */
  #receiver;
  #ready = deferred();
  #networkChanged = () => { this.#check(); this.#mendAll(); };

  /** @param {{url?: string|URL, token?: string, name?: string}} options `url` is the server's, this page's by default */
  constructor({ url = globalThis.location?.href, token } = {}) {
    super();
    this.#url = new URL("/ws", url);
    this.#url.protocol = this.#url.protocol.replace("http", "ws");
    this.#token = token;
    this.#ready.promise.catch(() => {});
    globalThis.addEventListener?.("online", this.#networkChanged);
    this.#connect();
  }

  // What a page does

  /** Comes to a stage, with as much as the token allows unless `role` says less. @returns {Promise<object>} `joined` */
  async join(stream, { role, name } = {}) {
    this.#stage = { stream, role, name };
    const joined = await this.request("join", { stream, role, name });
    this.#take(joined);
    return joined;
  }

  /** Leaves the stage. */
  async leave() {
    this.#stage = undefined;
    this.published?.drop();
    this.published = undefined;
    const receiver = this.#receiver;
    this.#receiver = undefined;
    receiver?.close();
    await this.request("leave");
    this.participants.clear();
    this.self = this.role = undefined;
  }

  /**
   * Sends tracks: as oneself on the stage, or a stream by its name. Both kinds can be added later by `replace`. With
   * `pausing`, layers that nobody has wanted for a while are not encoded until somebody does. Rejects with a `Refusal` when
   * the server says no: 401 and 403 for want of a key, 409 when somebody else publishes the stream.
   */
  async publish(tracks, { stream, takeover, simulcast = true, pausing = false, maxBitrate = 1_700_000 } = {}) {
    this.published?.drop();
    const published = new Publication(this, { stream, takeover }, kinds(tracks), { simulcast, pausing, maxBitrate });
    this.published = published;
    try {
      await published.open();
    } catch (error) {
      published.drop();
      if (this.published === published) this.published = undefined;
      throw error;
    }
    return published;
  }

  /** Sends no longer. */
  async unpublish() {
    const published = this.published;
    this.published = undefined;
    await published?.close();
  }

  /** Receives a participant, or any stream. @param {{participant?: string, stream?: string}} source */
  async watch(source) {
    const key = source.participant ?? source.stream;
    const known = this.watched.get(key);
    if (known) return known;
    this.#receiver ??= new Receiver(this, () => this.watched);
    const watched = new Watched(this.#receiver, source);
    this.watched.set(key, watched);
    await this.#receiver.add(watched);
    return watched;
  }

  /** Receives it no longer. */
  async unwatch(key) { await this.watched.get(key)?.close(); }

  /** Says that one's microphone is muted or picture hidden; a host may mute others. */
  mute(kind, muted, participant) { return this.request("mute", { kind, muted, participant }); }
  /** Says whether one's picture is of the `camera` or the `screen`. */
  share(source) { return this.request("share", { source }); }
  /** Asks to come onto the stage, or asks no more. */
  hand(raised) { return this.request("hand", { raised }); }
  /** Sends something to one, or to all others. */
  data(data, to) { return this.request("data", { data, to }); }
  /** Lets somebody onto the stage, or takes them off it. */
  raise(participant, role) { return this.request("raise", { participant, role }); }
  /** Sends somebody away. */
  kick(participant) { return this.request("kick", { participant }); }
  /** Says whom to receive, by their ids; without them those who speak. */
  select(participants) { return this.request("select", { participants }); }
  /** Makes an invite. @returns {Promise<{token: string}>} */
  invite(role, seconds) { return this.request("invite", { role, seconds }); }

  /** Ends it all. */
  close() {
    this.#end();
    this.#socket?.close(1000);
  }

  // Requests

  /** Asks for anything of the protocol. Rejects with a `Refusal`, which names a `field`, or when all is over. */
  async request(type, fields = {}) {
    if (this.state === "closed") throw this.reason ?? new Refusal(410, "The conversation is over", "");
    await this.#ready.promise;
    const id = this.#nextRequest++;
    const text = JSON.stringify({ type, id, ...fields });
    const { promise, resolve, reject } = deferred();
    this.#pending.set(id, { text, resolve, reject });
    if (this.state === "open") {
      this.#send(text);
      this.#expectWord();
    }
    return promise;
  }

  // The socket

  #connect() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#expectWord();
    socket.addEventListener("open", () => {
      const resume = this.#session && { session: this.#session, seq: this.#seen };
      this.#send(JSON.stringify({ type: "hello", id: 1, version: 1, token: this.#token, client: "starling-client", capabilities, resume }));
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.#socket) return;
      this.#arrived();
      this.#handle(JSON.parse(data));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (socket === this.#socket) this.#lost(code, reason);
    });
  }

  #lost(code, reason) {
    clearTimeout(this.#beat);
    clearTimeout(this.#overdue);
    this.#overdue = undefined;
    if (this.state === "closed") return;
    if (lastCodes.has(code)) return this.#end(new Refusal(410, reason || "The conversation is over", ""));
    this.#enter("interrupted");
    const pause = Math.min(100 * 2 ** this.#failures, longestPause) * (0.75 + Math.random() / 2);
    this.#failures += 1;
    setTimeout(() => { if (this.state !== "closed") this.#connect(); }, pause);
  }

  #send(text) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Something came: the server is there. */
  #arrived() {
    clearTimeout(this.#overdue);
    clearTimeout(this.#beat);
    this.#overdue = undefined;
    this.#beat = setTimeout(() => this.#check(), heartbeat.interval);
  }

  /** Asks whether the server is there. */
  #check() {
    if (this.state === "open") this.request("ping").catch(() => {});
  }

  /** Something was asked. A socket whose network is gone says nothing for minutes, so we take another before that. */
  #expectWord() {
    const socket = this.#socket;
    this.#overdue ??= setTimeout(() => {
      if (socket !== this.#socket) return;
      this.#socket = undefined;
      socket.close();
      this.#lost(1006, "");
    }, heartbeat.patience);
  }

  #handle(message) {
    if (message.seq) {
      this.#seen = message.seq;
      this.#acknowledge();
    }
    if (message.type === "welcome") return this.#welcomed(message);
    if (message.re && this.#session) return this.#answered(message);
    if (message.type === "error" && !this.#session) return this.#end(refusal(message));
    this.#happened(message);
  }

  #acknowledge() {
    const tell = () => {
      clearTimeout(this.#acknowledging);
      this.#acknowledging = undefined;
      this.#acknowledged = this.#seen;
      this.#send(JSON.stringify({ type: "ack", seq: this.#seen }));
    };
    if (this.#seen - this.#acknowledged >= acknowledgeAfter.messages) tell();
    else this.#acknowledging ??= setTimeout(tell, acknowledgeAfter.milliseconds);
  }

  #welcomed({ session, resumed, request, capabilities: theirs }) {
    this.capabilities = new Set(theirs);
    const isNew = this.#session === undefined;
    this.#session = session;
    this.#failures = 0;
    if (resumed) {
      this.#enter("open");
      // What the server has not taken never arrived.
      const again = [...this.#pending].filter(([id]) => id > request);
      for (const [, { text }] of again) this.#send(text);
      this.dispatchEvent(new CustomEvent("resumed", { detail: { again: again.length } }));
      return;
    }
    this.#seen = this.#acknowledged = 0;
    const lost = isNew ? [] : [...this.#pending.values()];
    if (!isNew) this.#pending.clear();
    for (const { reject } of lost) reject(new Refusal(410, "The conversation was interrupted for too long", ""));
    this.#enter("open");
    this.#ready.resolve();
    if (!isNew) this.#beginAnew();
  }

  /** We were away for too long: comes to the stage again, and opens all media again. */
  async #beginAnew() {
    const session = this.#session;
    this.participants.clear();
    // Before the stage tells whom to receive: what media sessions were called may name others' on another server.
    this.published?.lose();
    this.#receiver?.lose();
    try {
      if (this.#stage) await this.join(this.#stage.stream, this.#stage);
    } catch (error) {
      // If we were interrupted once more, all begins anew by itself.
      const again = () => { if (session === this.#session && this.state !== "closed") this.#beginAnew(); };
      if (passes(error)) return void setTimeout(again, (error.retryAfter ?? 1) * 1000);
      this.#end(error);
      return this.#socket?.close(1000);
    }
    // On another server everybody has another id.
    for (const watched of this.watched.values()) {
      if (watched.participant && !this.participants.has(watched.participant)) watched.drop();
    }
    this.published?.reopen();
    this.#receiver?.look();
  }

  #answered(message) {
    const waiting = this.#pending.get(message.re);
    this.#pending.delete(message.re);
    if (message.type === "error") waiting?.reject(refusal(message));
    else waiting?.resolve(message);
  }

  // Events

  #happened(message) {
    const { type, seq, ...rest } = message;
    let detail = rest;
    switch (type) {
      case "participant":
        detail = rest.participant;
        if (detail.role === "viewer" && !detail.hand) this.participants.delete(detail.id);
        else this.participants.set(detail.id, detail);
        break;
      case "participant-left":
        this.participants.delete(rest.participant);
        this.watched.get(rest.participant)?.drop();
        break;
      case "role":
        this.role = rest.role;
        if (rest.role === "viewer") {
          this.published?.drop();
          this.published = undefined;
        }
        break;
      case "active-speakers": this.speakers = rest.participants; break;
      case "viewers": this.viewers = rest.count; break;
      case "selected": this.selected = rest.participants; break;
      case "layers":
        this.published?.told(rest.media, rest.videos);
        this.#receiver?.told(rest.media, rest.videos);
        break;
      case "media-ended":
        this.published?.ended(rest.media);
        this.#receiver?.ended(rest.media);
        break;
      case "track-removed": this.#receiver?.lost(rest.media, rest.mid, rest.reason); break;
      case "offer": this.#receiver?.offered(rest.media, rest.sdp); return;
      case "moved": this.#move(rest.address); break;
      case "track-added": case "data": case "kicked": case "error": break;
      default: return;  // Of a later version.
    }
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** The server ends. Another, if it is named, knows nothing of us: there everything begins anew. */
  #move(address) {
    if (!address) return;
    this.#url = new URL("/ws", address.replace(/^http/, "ws"));
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(3000, "moved");
    this.#lost(3000, "");
  }

  #take({ participant, role, participants, speakers, viewers, selected }) {
    Object.assign(this, { self: participant, role, speakers, viewers, selected });
    this.participants = new Map(participants.map((each) => [each.id, each]));
    for (const each of participants) this.dispatchEvent(new CustomEvent("participant", { detail: each }));
    this.dispatchEvent(new CustomEvent("selected", { detail: { participants: selected } }));
  }

  #mendAll() {
    this.published?.mend();
    this.#receiver?.mend();
  }

  #end(reason) {
    if (this.state === "closed") return;
    globalThis.removeEventListener?.("online", this.#networkChanged);
    for (const timer of [this.#beat, this.#overdue, this.#acknowledging]) clearTimeout(timer);
    this.reason = reason;
    this.published?.drop();
    this.#receiver?.drop();
    this.watched.clear();
    this.#ready.reject(reason ?? new Refusal(410, "The conversation is over", ""));
    for (const { reject } of this.#pending.values()) reject(reason ?? new Refusal(410, "The conversation is over", ""));
    this.#pending.clear();
    this.#enter("closed");
  }

  #enter(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** How long silence may last before ICE restarts, and how long a connection or a restart may take, in milliseconds. */
const [grace, patience] = [1500, 8000];
/** The longest pause between two attempts to open a connection. */
const longestWait = 5000;
/** Whether it may be otherwise the next time: any other refusal is final. */
const passes = (error) => !(error instanceof Refusal) || error.status >= 500 || [404, 408, 410, 412, 429].includes(error.status);

/**
 * One peer connection, which restarts ICE when it falls silent, and opens anew when that does not help or the server ended it.
 * Fires `state` on each change of `state`.
 */
class Connection extends EventTarget {
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

/** What we send. */
export class Publication extends Connection {
  #source;
  #tracks;
  #encodings;
  #isPausing;

  constructor(client, source, tracks, { simulcast, pausing, maxBitrate }) {
    super(client);
    this.#isPausing = pausing && simulcast;
    this.#source = source;
    this.#tracks = tracks;
    this.#encodings = simulcast
      ? [["q", 4, 14], ["h", 2, 4], ["f", 1, 1]].map(([rid, scaleResolutionDownBy, share]) => (
        // Chromium makes spatial layers of one VP9 stream of them otherwise.
        { rid, scaleResolutionDownBy, maxBitrate: Math.round(maxBitrate / share), scalabilityMode: "L1T1" }))
      : [{ maxBitrate }];
  }

  open() { return this._turn(() => this.#open()); }

  /** Both kinds are always there, even without a track, so that one can be added later without a new offer. */
  async #open() {
    const connection = this._make();
    const streams = [new MediaStream()];
    for (const kind of ["audio", "video"]) {
      connection.addTransceiver(
        this.#tracks[kind] ?? kind,
        { direction: "sendonly", streams, ...(kind === "video" && { sendEncodings: this.#encodings }) });
    }
    await this._begin("publish", connection, () => this.#source);
    // Two who both took over again would throw each other out for ever.
    this.#source = { stream: this.#source.stream };
    // Of who does not ask, the server expects all layers.
    if (this.#isPausing) this._client.request("layer", { media: this._name }).catch(() => {});
  }

  /** The server tells which layers somebody wants. */
  told(name, videos) {
    if (name !== this._name || !this.#isPausing) return;
    const layers = videos.flatMap((video) => video.layers);
    const isUnwanted = (rid) => layers.some((layer) => layer.name === rid && layer.wanted === false);
    // One after the other: parameters are to be set before they are read again.
    this._turn(async () => {
      const { sender } = this.connection.getTransceivers()[1];
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = !isUnwanted(encoding.rid);
      await sender.setParameters(parameters);
    }).catch(() => {});
  }

  /** Sends another track of a kind from now on, or none, without an offer. */
  async replace(kind, track) {
    this.#tracks[kind] = track;
    const index = kind === "audio" ? 0 : 1;
    await this.connection?.getTransceivers()[index]?.sender.replaceTrack(track ?? null);
  }

  async _hangUp(media) { await this._client.request("unpublish", { media }).catch(() => {}); }
}

/**
 * All that we receive, over one connection. Tracks come by our offers and go by the server's; when both offer at once, ours is
 * taken back: it was not set yet, so that there is nothing to roll back ("perfect negotiation", and we are polite).
 */
class Receiver extends Connection {
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

/** Tracks by kind, of a stream or of `{audio, video}`. */
function kinds(tracks) {
  if (!(tracks instanceof MediaStream)) return { ...tracks };
  return { audio: tracks.getAudioTracks()[0], video: tracks.getVideoTracks()[0] };
}

function refusal({ status, title, detail = "", retryAfter, field }) {
  return Object.assign(new Refusal(status, title, detail, retryAfter), { field });
}

/** A promise with what settles it. */
function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => { settle = { resolve, reject }; });
  return { promise, ...settle };
}
