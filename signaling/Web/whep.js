// Plays from a WHEP endpoint (draft-ietf-wish-whep). Free of the page around it:
//
//   import { WHEPClient } from "/whep.js";
//   const client = new WHEPClient("/whep/stage");
//   client.addEventListener("track", () => { video.srcObject = client.stream; });
//   await client.open();

import { Session } from "./session.js";

export class WHEPClient extends Session {
  /** What arrives; another one for each attempt, since decoders do not like a track that changes its source. */
  stream = new MediaStream();

  prepare(connection) {
    const stream = new MediaStream();
    connection.addEventListener("track", ({ track }) => {
      stream.addTrack(track);
      this.stream = stream;
    });
    connection.addTransceiver("audio", { direction: "recvonly" });
    connection.addTransceiver("video", { direction: "recvonly" });
  }

  /** A stream that has not begun (404) begins one day, and a full server has room one day. */
  isPassing(refusal) { return super.isPassing(refusal) || refusal.status === 404 || refusal.status === 429; }
}
