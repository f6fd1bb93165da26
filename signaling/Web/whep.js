// Plays from a WHEP endpoint (draft-ietf-wish-whep). Free of the page around it:
//
//   import { WHEPClient } from "/whep.js";
//   const client = new WHEPClient("/whep/stage");
//   client.addEventListener("track", () => { video.srcObject = client.stream; });
//   await client.open();

import { Refusal, request } from "./refusal.js";
import { Session } from "./session.js";

/** Where layers are chosen and told of. */
const layerExtension = "urn:ietf:params:whep:ext:core:layer";

export class WHEPClient extends Session {
  /** What arrives; another one for each attempt, since decoders do not like a track that changes its source. */
  stream = new MediaStream();

  /** What `choose` was told last; it holds for another session too. */
  #choice;

  constructor(url, options) {
    super(url, options);
    this.addEventListener("state", () => {
      if (this.state === "connected" && this.#choice) this.choose(this.#choice).catch(() => {});
    });
  }

  prepare(connection) {
    const stream = new MediaStream();
    connection.addEventListener("track", ({ track }) => {
      stream.addTrack(track);
      this.stream = stream;
    });
    connection.addTransceiver("audio", { direction: "recvonly" });
    connection.addTransceiver("video", { direction: "recvonly" });
  }

  /**
   * What arrives of each video: `current`, the name of its layer, `reason` for it, and the `layers` that are sent.
   * `undefined` while there is no session, or its server does not tell.
   */
  async layers() {
    const url = this.extension(layerExtension);
    const response = url && await request(url);
    return response?.ok ? (await response.json()).videos : undefined;
  }

  /**
   * Says which `layer` of the video to get at best, or of which `maxWidth` and `maxHeight`, or with `paused` none; with
   * nothing, the best that the network carries.
   */
  async choose(choice = {}) {
    this.#choice = choice;
    const url = this.extension(layerExtension);
    if (!url) return;
    const { layer: encodingId, ...rest } = choice;
    const response = await request(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ encodingId, ...rest }),
    });
    if (!response.ok) throw await Refusal.from(response);
  }

  /** A stream that has not begun (404) begins one day, and a full server has room one day. */
  isPassing(refusal) { return super.isPassing(refusal) || refusal.status === 404 || refusal.status === 429; }
}
