import HTTP
import Runtime
import Timing

/// Everything `/metrics` shows, gathered at one moment.
struct MetricsPage: Sendable {
    /// Whether the server drains.
    var isDraining: Bool
    /// What the process uses.
    var usage: ProcessUsage
    /// How many descriptors it may hold.
    var maximumOpenFiles: Int
    /// When it started.
    var startTime: WallClock
    /// All HTTP loops together.
    var http: HTTPCounters
    /// All media loops.
    var media = MediaScrape()
    /// How many streams are told one by one.
    var streamLimit = 0

    /// The signaling loop.
    var signaling = SignalingCounters()
    /// What players said of themselves; `nil` where nobody tells us.
    var playback: PlaybackFigures?
    /// The way to a media node that is another process; `nil` where media is here.
    var plane: PlaneCounters?
    /// How many connections of signaling there are; `nil` where nobody listens for them.
    var planeConnections: Int?

    /// The page.
    var text: String {
        var text = MetricsText()
        text.write(.build, [MetricsText.Sample(labels: [Version.current], value: 1)])
        text.write(.draining, isDraining ? 1 : 0)
        writeProcess(to: &text)
        writeHTTP(to: &text)
        writeMedia(to: &text)
        writeSignaling(to: &text)
        writePlayback(to: &text)
        writePlane(to: &text)
        return text.text
    }

    private func writeProcess(to text: inout MetricsText) {
        text.write(.residentMemory, Double(usage.residentBytes))
        text.write(.processorTime, usage.processorTime.seconds)
        text.write(.openDescriptors, Double(usage.openFiles))
        text.write(.maximumDescriptors, Double(maximumOpenFiles))
        text.write(.startTime, Double(startTime.nanoseconds) / 1e9)
    }

    private func writeHTTP(to text: inout MetricsText) {
        text.write(
            .requests,
            http.requestCounts.map {
                MetricsText.Sample(labels: [$0.method, String($0.status)], value: Double($0.count))
            })
        text.write(.requestDuration, http.durations)
        text.write(.connections, Double(http.connections))
        text.write(.acceptedConnections, Double(http.accepted))
        text.write(.refusedConnections, Self.samples(of: http.refusals))
        text.write(.connectionEnds, Self.samples(of: http.ends))
        text.write(.webSockets, Double(http.webSockets))
        text.write(.receivedBytes, Double(http.receivedBytes))
        text.write(.sentBytes, Double(http.sentBytes))
    }

    private func writeSignaling(to text: inout MetricsText) {
        text.write(.conversations, Double(signaling.conversations))
        text.write(.participants, Double(signaling.participants))
        text.write(
            .signalingMessages,
            [("received", signaling.received), ("sent", signaling.sent)].map {
                MetricsText.Sample(labels: [$0.0], value: Double($0.1))
            })
        text.write(.stageJoins, signaling.joins)
        text.write(.resumptions, Double(signaling.resumed))
        text.write(
            .signalingRefusals,
            signaling.refused.sorted { $0.key < $1.key }.map {
                MetricsText.Sample(labels: [String($0.key)], value: Double($0.value))
            })
        text.write(.droppedConversations, Double(signaling.dropped))
    }

    private func writePlane(to text: inout MetricsText) {
        if let planeConnections { text.write(.planeConnections, Double(planeConnections)) }
        guard let plane else { return }
        text.write(.planeUp, plane.isUp ? 1 : 0)
        text.write(.planeReached, Double(plane.reached))
        text.write(
            .planeQuestions,
            [("answered", plane.answered), ("unanswered", plane.unanswered)].map {
                MetricsText.Sample(labels: [$0.0], value: Double($0.1))
            })
        text.write(.planeWaiting, Double(plane.waiting))
        text.write(.planeDuration, plane.durations)
    }

    /// One sample for each reason there may be, zeros too: a series that appears only with its first event hides
    /// that event from `rate()`.
    private static func samples<Reason: RawRepresentable<String> & CaseIterable & Hashable>(
        of counts: [Reason: UInt64]
    ) -> [MetricsText.Sample] {
        Reason.allCases.map { MetricsText.Sample(labels: [$0.rawValue], value: Double(counts[$0] ?? 0)) }
    }
}
