internal import RTP
internal import SDP
internal import Timing

/// One stream that we send to a peer: what the section of its session agreed on, and the source that feeds it.
struct OutboundStream {
    /// A source, and the payload types that its packets go under.
    struct Feed {
        let source: MediaSource
        var choice: PayloadChoice
    }

    /// Which section of the session.
    let section: Int
    /// Its numbers, time line and reports.
    var send: SendStream
    /// How its headers look.
    let layout: HeaderLayout
    /// What feeds it.
    var feed: Feed?
    /// What fed it before, whose packets may still be asked for.
    var lastFeed: Feed?

    /// The stream of a section that we send; `nil` for one that we do not.
    init?(_ media: NegotiatedMedia, section: Int, using random: inout some RandomNumberGenerator) {
        guard media.direction.sends, let source = media.localSources.first else { return nil }
        self.section = section
        send = SendStream(
            ssrc: SSRC(source.ssrc), repair: source.retransmission.map { SSRC($0) },
            clockRate: media.formats.first?.format.clockRate ?? 90_000,
            // A second of video, and of audio in packets of 20 ms.
            capacity: media.kind == .video ? 512 : 64, using: &random)
        layout = HeaderLayout(
            ExtensionMap(agreedIn: [media]), allowsTwoByte: media.allowsMixedExtensions)
    }

    /// The source that a sent packet came from, and how it was sent.
    func feed(of sent: SendStream.Sent) -> Feed? {
        if let feed, feed.source.id == sent.source { return feed }
        if let lastFeed, lastFeed.source.id == sent.source { return lastFeed }
        return nil
    }
}
