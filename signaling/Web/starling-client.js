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

import { Refusal } from "./refusal.js";
import { credentials, withCredentials } from "./session.js";

/** @typedef {{id: string, name?: string, role: "viewer"|"guest"|"host", stream: string, live: boolean, audioMuted: boolean,
 *   videoMuted: boolean, source: "camera"|"screen", hand: boolean}} Participant */

/** Messages are acknowledged after so many, or so many milliseconds. */
const acknowledgeAfter = { messages: 16, milliseconds: 1000 };
/** How often we ask whether the server is there, and how long we wait for it to say so, in milliseconds. */
const heartbeat = { interval: 10_000, patience: 5000 };
/** The longest pause between two attempts to get a socket. */
const longestPause = 5000;
/** Closed with one of these codes the conversation is over: ended, resumed elsewhere, sent away. */
const lastCodes = new Set([1000, 4001, 4003]);

/**
 * A conversation with the server. It fires `state` on each change of `state`; `participant`, `participant-left`, `role`,
 * `active-speakers`, `viewers`, `selected`, `layers`, `media-ended`, `data`, `kicked` and `moved` with the message's content as `detail`; and `resumed` with
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
  /** What we send. @type {Media|undefined} */
  published;
  /** What we receive, by participant or stream. @type {Map<string, Media>} */
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
    for (const media of this.watched.values()) media.close();
    await this.request("leave");
    this.participants.clear();
    this.self = this.role = undefined;
  }

  /** Sends tracks: one's own on the stage, or a stream by its name. Both kinds can be added later by `replace`. */
  async publish(tracks, { stream, takeover, simulcast = true } = {}) {
    this.published?.drop();
    this.published = new Media(this, "publish", { stream, takeover }, { tracks: kinds(tracks), simulcast });
    await this.published.open();
    return this.published;
  }

  /** Sends no longer. */
  async unpublish() {
    const media = this.published;
    this.published = undefined;
    await media?.close();
  }

  /** Receives a participant, or any stream. @param {{participant?: string, stream?: string}} source */
  async watch(source) {
    const key = source.participant ?? source.stream;
    const media = this.watched.get(key) ?? new Media(this, "subscribe", source);
    if (this.watched.get(key) === media) return media;
    this.watched.set(key, media);
    try {
      await media.open();
    } catch (error) {
      this.watched.delete(key);
      throw error;
    }
    return media;
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
      this.#send(JSON.stringify({ type: "hello", id: 1, version: 1, token: this.#token, client: "starling-client", resume }));
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

  #welcomed({ session, resumed, request }) {
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
    this.participants.clear();
    try {
      if (this.#stage) await this.join(this.#stage.stream, this.#stage);
      // On another server everybody has another id.
      for (const media of this.watched.values()) {
        if (media.participant && !this.participants.has(media.participant)) media.drop();
      }
      await Promise.all([this.published, ...this.watched.values()].map((media) => media?.reopen()));
    } catch {
      // Whatever could not be opened tells by its own state.
    }
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
        this.unwatch(rest.participant);
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
        for (const media of this.watched.values()) media.told(rest.media, rest.videos);
        break;
      case "media-ended":
        for (const media of [this.published, ...this.watched.values()]) media?.ended(rest.media, rest.reason);
        break;
      case "moved": this.#move(rest.address); break;
      case "data": case "kicked": case "error": break;
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
    for (const media of [this.published, ...this.watched.values()]) media?.mend();
  }

  #end(reason) {
    if (this.state === "closed") return;
    globalThis.removeEventListener?.("online", this.#networkChanged);
    for (const timer of [this.#beat, this.#overdue, this.#acknowledging]) clearTimeout(timer);
    this.reason = reason;
    for (const media of [this.published, ...this.watched.values()]) media?.drop();
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

/** How long silence may last before ICE restarts, and how long a restart may take, in milliseconds. */
const [grace, patience] = [1500, 8000];
/** The layers of a simulcast, smallest first. */
const layers = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

/**
 * One peer connection. Fires `state` on each change of `state`, `track` for what arrives, and `layers` on each change of
 * `videos`. It restarts ICE when it
 * falls silent, and opens anew when that does not help.
 */
export class Media extends EventTarget {
  /** @type {"connecting"|"connected"|"interrupted"|"closed"} */
  state = "connecting";
  /** What arrives. */
  stream = new MediaStream();
  /** @type {RTCPeerConnection|undefined} */
  connection;
  /** Which layers arrive, and why, once `choose` was called. @type {object[]} */
  videos = [];

  #client;
  #type;
  #source;
  #tracks;
  #simulcast;
  #name;
  #choice;
  #timer;

  constructor(client, type, source, { tracks = {}, simulcast = false } = {}) {
    super();
    this.#client = client;
    this.#type = type;
    this.#source = source;
    this.#tracks = tracks;
    this.#simulcast = simulcast;
  }

  /** Whose it is, if it is somebody's on the stage. @returns {string|undefined} */
  get participant() { return this.#source.participant; }

  /** Offers, and takes the answer. */
  async open() {
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.connection = connection;
    connection.addEventListener("connectionstatechange", () => this.#watch(connection));
    connection.addEventListener("track", ({ track }) => {
      for (const old of this.stream.getTracks()) if (old.kind === track.kind) this.stream.removeTrack(old);
      this.stream.addTrack(track);
      this.dispatchEvent(Object.assign(new Event("track"), { track }));
    });
    for (const kind of ["audio", "video"]) this.#add(kind, connection);
    const offer = await connection.createOffer();
    const { media, sdp, iceServers } = await this.#client.request(this.#type, { sdp: offer.sdp, ...this.#source });
    if (connection !== this.connection) {
      this.#hangUp(media);
      throw new Refusal(410, "It was closed meanwhile", "");
    }
    this.#name = media;
    if (iceServers.length > 0) connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
    await connection.setLocalDescription(offer);
    await connection.setRemoteDescription({ type: "answer", sdp });
    if (this.#choice) this.choose(this.#choice).catch(() => {});
  }

  #add(kind, connection) {
    if (this.#type === "subscribe") return connection.addTransceiver(kind, { direction: "recvonly" });
    const sendEncodings = kind === "video" && this.#simulcast ? layers : undefined;
    return connection.addTransceiver(
      this.#tracks[kind] ?? kind, { direction: "sendonly", streams: [new MediaStream()], ...(sendEncodings && { sendEncodings }) });
  }

  /** Sends another track of a kind from now on, or none, without an offer. */
  async replace(kind, track) {
    this.#tracks[kind] = track;
    const index = kind === "audio" ? 0 : 1;
    await this.connection?.getTransceivers()[index]?.sender.replaceTrack(track ?? null);
  }

  /**
   * Says which `layer` to get at best, or of which `maxWidth` and `maxHeight`, or with `paused` none; with nothing, what the
   * network carries. From then on `videos` tells what arrives.
   */
  async choose(choice = {}) {
    this.#choice = choice;
    if (this.#name) await this.#client.request("layer", { media: this.#name, ...choice });
  }

  /** The server tells which layers arrive. */
  told(name, videos) {
    if (name !== this.#name) return;
    this.videos = videos;
    this.dispatchEvent(new Event("layers"));
  }

  /** What the server knows of it. */
  stats() { return this.#client.request("stats", { media: this.#name }); }

  /** Restarts ICE: media goes on from another address without a new handshake. */
  async mend() {
    const { connection } = this;
    if (!connection || !this.#name || !["connected", "interrupted"].includes(this.state)) return;
    this.#enter("interrupted");
    this.#later(patience, () => this.#giveUp());
    try {
      const offer = await connection.createOffer({ iceRestart: true });
      await connection.setLocalDescription(offer);
      const { fragment } = await this.#client.request(
        "ice-restart", { media: this.#name, fragment: credentials(offer.sdp) });
      const sdp = withCredentials(connection.currentRemoteDescription.sdp, fragment);
      await connection.setRemoteDescription({ type: "answer", sdp });
      this.#watch(connection);
    } catch {
      if (connection === this.connection) this.reopen();
    }
  }

  /** The restart did not help; one of which the server has not heard yet may still. */
  #giveUp() {
    if (this.#client.state === "open") this.reopen();
    else this.#later(patience, () => this.#giveUp());
  }

  /** Opens it anew. */
  async reopen() {
    if (this.state === "closed") return;
    this.connection?.close();
    if (this.#name) this.#hangUp(this.#name);
    this.#name = undefined;
    this.#enter("interrupted");
    try {
      await this.open();
      this.#later(patience, () => this.reopen());
    } catch {
      if (this.#client.state !== "closed") this.#later(2000, () => this.reopen());
    }
  }

  /** The server has it no more: opens it anew, unless it is of somebody whom we do not receive any more. */
  ended(name, reason) {
    if (name !== this.#name) return;
    this.#name = undefined;
    if (reason === "unselected") this.drop();
    else this.reopen();
  }

  /** Ends it, and tells the server. */
  async close() {
    const name = this.#name;
    this.drop();
    if (name) await this.#hangUp(name);
  }

  /** Ends it on this side: the server knows. */
  drop() {
    clearTimeout(this.#timer);
    this.connection?.close();
    this.connection = this.#name = undefined;
    for (const [key, media] of this.#client.watched) if (media === this) this.#client.watched.delete(key);
    this.#enter("closed");
  }

  async #hangUp(media) {
    await this.#client.request(this.#type === "publish" ? "unpublish" : "unsubscribe", { media }).catch(() => {});
  }

  #watch(connection) {
    if (connection !== this.connection) return;
    switch (connection.connectionState) {
      case "connected":
        clearTimeout(this.#timer);
        this.#enter("connected");
        break;
      case "disconnected":
        this.#enter("interrupted");
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

  #enter(state) {
    if (state === this.state || this.state === "closed") return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
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
