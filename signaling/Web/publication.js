// What the client library sends.

import { Connection } from "./connection.js";

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
    this.#tracks = kinds(tracks);
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

/** Tracks by kind, of a stream or of `{audio, video}`. */
function kinds(tracks) {
  if (!(tracks instanceof MediaStream)) return { ...tracks };
  return { audio: tracks.getAudioTracks()[0], video: tracks.getVideoTracks()[0] };
}
