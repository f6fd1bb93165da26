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

import { passes } from "./connection.js";
import { deferred } from "./deferred.js";
import { Publication } from "./publication.js";
import { Receiver, Watched } from "./receiver.js";
import { Refusal } from "./refusal.js";

export { Publication, Watched };

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
    const published = new Publication(this, { stream, takeover }, tracks, { simulcast, pausing, maxBitrate });
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

function refusal({ status, title, detail = "", retryAfter, field }) {
  return Object.assign(new Refusal(status, title, detail, retryAfter), { field });
}
