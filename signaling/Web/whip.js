// Publishes to a WHIP endpoint (RFC 9725). Free of the page around it:
//
//   import { WHIPClient } from "/whip.js";
//   const client = new WHIPClient("/whip/stage", { key, audio, video });
//   client.addEventListener("state", () => console.log(client.state, client.reason?.title));
//   await client.open();                        // { takeover: true } replaces who publishes there
//   await client.replace("video", screenTrack);  // goes on without a break
//   await client.close();

import { Session } from "./session.js";

/** The layers of a simulcast, smallest first: what to divide the picture by, and the most bits a second. */
const layers = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 200_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 700_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 3_000_000 },
];

export class WHIPClient extends Session {
  #tracks;
  #simulcast;

  /**
   * @param {string|URL} url the endpoint
   * @param {{key?: string, audio?: MediaStreamTrack, video?: MediaStreamTrack, simulcast?: boolean}} options
   */
  constructor(url, { key, audio, video, simulcast = true } = {}) {
    super(url, { key });
    this.#tracks = { audio, video };
    this.#simulcast = simulcast;
  }

  /** Both kinds are always there, even without a track, so that one can be added later without a new offer. */
  prepare(connection) {
    const streams = [new MediaStream()];
    for (const kind of ["audio", "video"]) {
      const sendEncodings = kind === "video" ? (this.#simulcast ? layers : [{ maxBitrate: layers.at(-1).maxBitrate }]) : undefined;
      connection.addTransceiver(
        this.#tracks[kind] ?? kind, { direction: "sendonly", streams, ...(sendEncodings && { sendEncodings }) });
    }
  }

  /** Sends another track of a kind from now on, or none, without telling the server or interrupting anybody. */
  async replace(kind, track) {
    this.#tracks[kind] = track;
    const index = kind === "audio" ? 0 : 1;
    await this.connection?.getTransceivers()[index]?.sender.replaceTrack(track ?? null);
  }
}
