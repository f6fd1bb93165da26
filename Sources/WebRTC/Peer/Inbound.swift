internal import RTP
internal import SDP
internal import Timing

/// What a peer sends us.
struct Inbound {
    /// Which SSRC is which stream.
    var table: SourceTable
    /// The streams that came.
    var streams: [InboundStream] = []
    /// What header extensions are called.
    let extensions: ExtensionMap
    /// The payload types of parities.
    private let parityTypes: Set<UInt8>
    /// When each packet of the transport came; `nil` where that was not agreed on.
    var feedback: FeedbackGenerator?
    /// How far the other side's clock is from ours.
    var clock = RemoteClock()

    /// Streams of a session that receives something, or nothing.
    init(_ session: NegotiatedSession, feedbackInterval: Duration) {
        table = SourceTable(session.media)
        extensions = ExtensionMap(agreedIn: session.media)
        parityTypes = Set(
            session.media.lazy.filter(\.direction.receives).flatMap(\.formats)
                .filter { $0.format.codec == .parity }.map(\.format.payloadType))
        let isAgreed = session.media.contains { media in
            media.direction.receives
                && media.formats.contains { $0.format.feedback.contains(.transportWide) }
        }
        if isAgreed { feedback = FeedbackGenerator(interval: feedbackInterval) }
    }

    /// Whether packets of a payload type are parities of others.
    func isParity(_ type: PayloadType) -> Bool { !parityTypes.isEmpty && parityTypes.contains(type.value) }

    /// When something is due.
    var nextDeadline: Instant? {
        var next = feedback?.nextDeadline
        for stream in streams { next = earliest(next, stream.nextDeadline) }
        return next
    }

    /// Where the stream of a place in the session is.
    func index(section: Int, layer: Int) -> Int? {
        streams.firstIndex { $0.section == section && $0.layer == layer }
    }

    /// Where the stream of an SSRC is.
    func index(of ssrc: SSRC) -> Int? {
        streams.firstIndex { $0.receive.ssrc == ssrc }
    }

    /// Adds a stream, in place of another that had its place: a publisher that restarts its encoder takes another SSRC.
    mutating func add(_ stream: InboundStream) -> Int {
        if let index = index(section: stream.section, layer: stream.layer) {
            let before = streams[index]
            streams[index] = stream
            streams[index].replace(before)
            return index
        }
        streams.append(stream)
        return streams.count - 1
    }
}
