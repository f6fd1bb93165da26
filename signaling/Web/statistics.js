// What a connection does, in figures for people: rates since the last look, from `getStats`.

/** Reads a connection's statistics again and again; remembers the last counts to make rates of them. */
export class Meter {
  #before = new Map();

  /** The rates of what a publisher sends. */
  async sent(connection) {
    const { of, rate, finish } = await this.#read(connection);
    const streams = of("outbound-rtp");
    const layers = streams.filter(({ kind }) => kind === "video").map((layer) => ({
      name: layer.rid, width: layer.frameWidth ?? 0, height: layer.frameHeight ?? 0,
      frames: layer.framesPerSecond ?? 0, bitrate: rate(layer, "bytesSent") * 8,
      limitation: layer.qualityLimitationReason ?? "none", codec: codecOf(layer, of),
    }));
    const best = layers.reduce((a, b) => (b.height * b.frames > (a?.height ?? 0) * (a?.frames ?? 0) ? b : a), undefined);
    const reports = of("remote-inbound-rtp");
    const losses = reports.map((report) => report.fractionLost ?? 0);
    return finish({
      bitrate: streams.reduce((sum, stream) => sum + rate(stream, "bytesSent") * 8, 0),
      frames: best?.frames ?? 0, width: best?.width ?? 0, height: best?.height ?? 0, codec: best?.codec,
      loss: Math.max(0, ...losses), roundTrip: roundTrip(of) ?? reports.find(({ kind }) => kind === "video")?.roundTripTime,
      limitation: best?.limitation ?? "none", layers, path: path(of),
    });
  }

  /** The rates of what a player receives. */
  async received(connection) {
    const { of, rate, change, finish } = await this.#read(connection);
    const streams = of("inbound-rtp");
    const video = streams.find(({ kind }) => kind === "video") ?? {};
    const audio = streams.find(({ kind }) => kind === "audio") ?? {};
    const lost = streams.reduce((sum, stream) => sum + Math.max(0, change(stream, "packetsLost")), 0);
    const arrived = streams.reduce((sum, stream) => sum + change(stream, "packetsReceived"), 0);
    const emitted = change(video, "jitterBufferEmittedCount");
    const decoded = change(video, "framesDecoded");
    const way = roundTrip(of);
    // From a picture's first packet to when it is shown; before that comes half a round trip.
    const processing = decoded > 0 ? change(video, "totalProcessingDelay") / decoded : undefined;
    return finish({
      bitrate: streams.reduce((sum, stream) => sum + rate(stream, "bytesReceived") * 8, 0),
      frames: rate(video, "framesDecoded"), decoded: video.framesDecoded ?? 0,
      width: video.frameWidth ?? 0, height: video.frameHeight ?? 0, codec: codecOf(video, of),
      heard: audio.totalAudioEnergy ?? 0, packets: streams.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0),
      loss: lost + arrived > 0 ? lost / (lost + arrived) : 0, roundTrip: way,
      latency: processing === undefined ? undefined : processing + (way ?? 0) / 2,
      buffer: emitted > 0 ? change(video, "jitterBufferDelay") / emitted : undefined,
      freezes: video.freezeCount ?? 0, dropped: video.framesDropped ?? 0, path: path(of),
    });
  }

  async #read(connection) {
    const reports = new Map(await connection.getStats());
    const before = this.#before;
    const change = ({ id }, name) => {
      const [now, then] = [reports.get(id)?.[name] ?? 0, before.get(id)?.[name]];
      return then === undefined ? 0 : now - then;
    };
    const rate = (report, name) => {
      const seconds = change(report, "timestamp") / 1000;
      return seconds > 0 ? Math.max(0, change(report, name)) / seconds : 0;
    };
    const finish = (figures) => {
      this.#before = reports;
      return figures;
    };
    return { of: (type) => [...reports.values()].filter((report) => report.type === type), rate, change, finish };
  }
}

/** The codec of a stream as people write it: `VP8`, `H264`. */
function codecOf(stream, of) {
  return of("codec").find(({ id }) => id === stream.codecId)?.mimeType.split("/")[1];
}

/** The pair of addresses in use. */
function pair(of) {
  const [transport] = of("transport");
  return of("candidate-pair").find((entry) =>
    transport?.selectedCandidatePairId ? entry.id === transport.selectedCandidatePairId : entry.nominated && entry.state === "succeeded");
}

/** In seconds; `undefined` when nobody knows. */
function roundTrip(of) {
  return pair(of)?.currentRoundTripTime;
}

/** By which way media goes: `UDP`, `TCP`, and whether over a relay. */
function path(of) {
  const used = pair(of);
  const local = of("local-candidate").find(({ id }) => id === used?.localCandidateId);
  if (!local) return undefined;
  return local.candidateType === "relay" ? `TURN over ${local.relayProtocol}` : local.protocol?.toUpperCase();
}
