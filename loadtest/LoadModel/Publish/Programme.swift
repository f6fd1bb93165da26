internal import Bytes
internal import RTP
internal import SDP
internal import Timing

/// What is published: at most one track of each kind.
struct Programme: Sendable {
    /// The tracks, audio first as in an offer.
    let tracks: [Track]

    /// Every payload of what was made up, by hash: by this a viewer knows that what it got is what was sent.
    private let payloads: Set<UInt64>
    /// The same of clips.
    private let clips: [SentPayloads]

    /// What an offer to publish it says.
    var codecs: (audio: [CodecCapability], video: [CodecCapability]) {
        (
            tracks.filter { $0.kind == .audio }.map(\.codec),
            tracks.filter { $0.kind == .video }.map(\.codec)
        )
    }

    /// A programme of these clips, at most one of each kind.
    init(clips: [Clip]) {
        tracks = clips.map { Track($0) }.sorted { $0.kind == .audio && $1.kind == .video }
        payloads = []
        self.clips = clips.map { SentPayloads(of: $0) }
    }

    /// A programme of these tracks.
    init(tracks: [Track]) {
        self.tracks = tracks
        clips = []
        payloads = Set(tracks.lazy.flatMap(\.frames).flatMap(\.payloads).map { Self.hash(of: $0.bytes) })
    }

    /// Made-up media of so much video and audio; either may be 0 bits a second.
    init(_ pattern: MediaPattern) {
        self.init(tracks: [pattern.audio, pattern.video].compactMap(\.self))
    }

    /// Whether a payload is one of these.
    func contains(_ payload: RawSpan) -> Bool {
        if !payloads.isEmpty, payloads.contains(Self.hash(of: payload)) { return true }
        for clip in clips where clip.contains(payload) { return true }
        return false
    }

    /// FNV-1a of 64 bits: payloads are told apart, not kept from forgers.
    private static func hash(of payload: RawSpan) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in payload.byteOffsets {
            hash = (hash ^ UInt64(payload.byte(at: index) ?? 0)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
