import SFU
import SRTTransport
import Timing
import WebRTC

extension MetricsPage {
    /// Writes what is known of media.
    func writeMedia(to text: inout MetricsText) {
        writeSessions(to: &text)
        writeDatagrams(to: &text)
        writePackets(to: &text)
        writeWorkers(to: &text)
        writeStreams(to: &text)
        writeIngest(to: &text)
        writeHLS(to: &text)
        writeRecordings(to: &text)
        writeTranscoders(to: &text)
    }

    private func writeSessions(to text: inout MetricsText) {
        let counters = media.counters
        text.write(.sessions, Double(counters.sessions))
        text.write(.openedSessions, Double(counters.opened))
        text.write(.connectedSessions, Double(counters.connected))
        text.write(
            .endedSessions,
            [("orderly", counters.endedOrderly), ("failed", counters.failed)].map {
                MetricsText.Sample(labels: [$0.0], value: Double($0.1))
            })
    }

    private func writeIngest(to text: inout MetricsText) {
        func each(_ metric: Metric, _ value: (IngestNumbers) -> Double) {
            text.write(
                metric,
                EncoderProtocol.allCases.compactMap { scheme in
                    media.ingest[scheme].map {
                        MetricsText.Sample(labels: [scheme.rawValue], value: value($0))
                    }
                })
        }
        each(.ingestPublishers) { Double($0.publishers) }
        each(.ingestConnections) { Double($0.connections) }
        each(.ingestAccepted) { Double($0.accepted) }
        each(.ingestTurnedAway) { Double($0.turnedAway) }
        each(.ingestRefused) { Double($0.refused) }
        each(.ingestFailed) { Double($0.failed) }
        each(.ingestUnits) { Double($0.units) }
        each(.ingestDropped) { Double($0.droppedUnits) }
        each(.ingestBytes) { Double($0.receivedBytes) }
        guard let (srt, readers) = media.srt else { return }
        text.write(.srtReaders, Double(readers))
        text.write(
            .srtPackets,
            [
                ("received", srt.receivedPackets), ("lost", srt.lostPackets),
                ("repeated", srt.repeatedPackets),
                ("late", srt.droppedPackets), ("undecrypted", srt.undecryptedPackets),
                ("sent", srt.sentPackets),
                ("resent", srt.resentPackets),
            ].map { MetricsText.Sample(labels: [$0.0], value: Double($0.1)) })
        text.write(.srtBytes, Double(srt.receivedBytes))
        text.write(.srtRoundTrip, srt.roundTrip.seconds)
    }

    private func writeHLS(to text: inout MetricsText) {
        text.write(.hlsStreams, Double(media.hls.streams))
        text.write(.hlsViewers, Double(media.hls.viewers))
        text.write(.hlsWaiting, Double(media.hls.waiting))
        text.write(.hlsMissedBatches, Double(media.hls.missedBatches))
        text.write(.hlsLostUnits, Double(media.hls.lostUnits))
    }

    private func writeRecordings(to text: inout MetricsText) {
        let numbers = media.recordings
        text.write(.openRecordings, Double(numbers.open))
        text.write(.failingRecordings, Double(numbers.failing))
        text.write(.recordings, Double(numbers.count))
        text.write(.recordingBytes, Double(numbers.byteCount))
        text.write(.recordedBytes, Double(numbers.writtenBytes))
        text.write(.recordingBacklog, Double(numbers.backlog))
        text.write(
            .recordingLosses,
            RecordingNumbers.LossReason.allCases.map {
                MetricsText.Sample(labels: [$0.rawValue], value: Double(numbers.lostParts[$0] ?? 0))
            })
    }

    private func writeTranscoders(to text: inout MetricsText) {
        text.write(.transcoders, Double(media.transcoding.running))
        text.write(.startedTranscoders, Double(media.transcoding.started))
        text.write(.failedTranscoders, Double(media.transcoding.failed))
        text.write(.leftOutUnits, Double(media.transcoding.leftOut))
        text.write(.slowTranscoders, Double(media.transcoding.slow))
        text.write(.leftOutPictures, Double(media.transcoding.leftOutPictures))
    }

    private func writeDatagrams(to text: inout MetricsText) {
        let counters = media.counters
        text.write(.mediaReceivedDatagrams, Double(counters.receivedDatagrams))
        text.write(.mediaReceivedBytes, Double(counters.receivedBytes))
        text.write(.mediaSentDatagrams, Double(counters.sentDatagrams))
        text.write(.mediaSentMessages, Double(counters.sentMessages))
        text.write(.mediaSentBytes, Double(counters.sentBytes))
        text.write(
            .mediaDrops,
            counters.dropReasons.map { MetricsText.Sample(labels: [$0.reason], value: Double($0.count)) })
    }

    private func writePackets(to text: inout MetricsText) {
        let traffic = media.counters.traffic
        let counts = [("received", traffic.received), ("sent", traffic.sent)]
        let families: [(Metric, any KeyPath<MediaCounts, UInt64> & Sendable)] = [
            (.packets, \.packets), (.lostPackets, \.lost), (.nackedPackets, \.asked),
            (.repeatedPackets, \.repeated), (.parityPackets, \.parities), (.refusedPackets, \.refused),
        ]
        for (metric, path) in families {
            text.write(
                metric,
                counts.map { MetricsText.Sample(labels: [$0.0], value: Double($0.1[keyPath: path])) })
        }
        text.write(
            .keyframeRequests,
            counts.flatMap { direction, counts in
                [("pli", counts.pictureLosses), ("fir", counts.fullIntraRequests)].map {
                    MetricsText.Sample(labels: [direction, $0.0], value: Double($0.1))
                }
            })
        text.write(.keyframes, Double(traffic.received.keyframes))
    }

    private func writeWorkers(to text: inout MetricsText) {
        func each(_ metric: Metric, _ value: (WorkerNumbers) -> Double?) {
            text.write(
                metric,
                media.workers.compactMap { worker in
                    value(worker).map { MetricsText.Sample(labels: [String(worker.number)], value: $0) }
                })
        }
        each(.workerSessions) { Double($0.sessions) }
        each(.workerTime) { $0.processorSeconds }
        each(.workerPackets) { Double($0.sentPackets) }
        each(.workerCost) { $0.secondsPerPacket }
        text.write(
            .workerQueues,
            media.workers.flatMap { worker in
                WorkerNumbers.Queue.allCases.map {
                    MetricsText.Sample(
                        labels: [String(worker.number), $0.rawValue], value: Double(worker.depths[$0] ?? 0))
                }
            })
    }

    private func writeStreams(to text: inout MetricsText) {
        let selection = StreamSelection(media.streams.values, limit: streamLimit)
        text.write(.streams, Double(media.streams.count))
        text.write(.summedStreams, Double(selection.restCount))
        let rest = selection.restAudience
        func audiences(_ metric: Metric, _ value: (AudienceNumbers) -> Int) {
            let named = selection.named.map { (name: $0.name, audience: $0.audience) }
            let all = named + (rest.map { [(StreamSelection.restName, $0)] } ?? [])
            text.write(
                metric,
                all.map { MetricsText.Sample(labels: [$0.name], value: Double(value($0.audience))) })
        }
        audiences(.streamViewers, \.viewers)
        audiences(.streamWaiting, \.waiting)
        let rates = selection.named.map {
            ($0.name, $0.publication?.bitsPerSecond ?? 0, $0.audience.bitsPerSecond)
        }
        let restRates = rest.map {
            [(StreamSelection.restName, selection.restBitsPerSecond, $0.bitsPerSecond)]
        }
        text.write(
            .streamRate,
            (rates + (restRates ?? [])).flatMap { Self.samples($0.0, Double($0.1) / 8, Double($0.2) / 8) })
        writeNamed(selection.named, to: &text)
    }

    /// Writes what makes no sense of many streams as one: averages, and counters, which must not fall when a stream is
    /// told by its name from now on.
    private func writeNamed(_ streams: [StreamNumbers], to text: inout MetricsText) {
        func each(_ metric: Metric, _ value: (StreamNumbers) -> (received: Double?, sent: Double?)) {
            text.write(
                metric,
                streams.flatMap { stream in
                    let (received, sent) = value(stream)
                    return Self.samples(stream.name, received, sent)
                })
        }
        each(.streamLoss) { ($0.publication?.fractionLost, $0.audience.fractionLost) }
        each(.streamRoundTrip) { ($0.publication?.roundTrip?.seconds, $0.audience.roundTrip?.seconds) }
        text.write(
            .streamJitter,
            streams.compactMap { stream in
                stream.publication?.layers.map(\.numbers.jitter.seconds).max().map {
                    MetricsText.Sample(labels: [stream.name], value: $0)
                }
            })
        each(.streamPackets) { Self.both($0, \.packets) }
        each(.streamNacks) { Self.both($0, \.asked) }
        each(.streamKeyframeRequests) { Self.both($0, \.keyframeRequests) }
    }

    private static func both(
        _ stream: StreamNumbers, _ path: KeyPath<MediaCounts, UInt64>
    ) -> (received: Double?, sent: Double?) {
        (
            stream.publication.map { Double($0.counts[keyPath: path]) },
            Double(stream.audience.counts[keyPath: path])
        )
    }

    private static func samples(_ stream: String, _ received: Double?, _ sent: Double?) -> [MetricsText
        .Sample]
    {
        [("received", received), ("sent", sent)].compactMap { direction, value in
            value.map { MetricsText.Sample(labels: [stream, direction], value: $0) }
        }
    }
}
