import Bytes
import MPEGTS
import Media
import Packaging
import Runtime
import SRTTransport
import Timing

/// One caller that reads a stream by SRT: makes a transport stream of the units that are packaged.
///
/// It begins with a keyframe, once it is known what all kinds of media are that the stream brings; a kind that does not come is
/// waited for no longer than a second.
struct SRTReader: Sendable {
    /// The caller's connection.
    let connection: SRTConnection
    /// Where it is.
    private let port: SRTPort
    /// Learn what each kind is, and take out of units what decoders are told elsewhere.
    private var trackers: [TrackKind: FormatTracker] = [:]
    /// Put each kind on one line, as the packager does.
    private var clocks: [TrackKind: TrackClock] = [:]
    /// When the first unit came.
    private var firstMoment: Instant?
    /// When the stream begins, in ticks of 90 kHz.
    private var beginning: Int64 = 0
    /// Makes the stream, once it has begun.
    private var multiplexer: Multiplexer?

    /// How long a kind of media is waited for.
    private static let patience = Duration.seconds(1)
    /// How old the first units may be: those since a keyframe come at once.
    private static let oldest = Duration.seconds(30)

    /// A caller that was let through.
    init(_ connection: SRTConnection, at port: SRTPort) {
        (self.connection, self.port) = (connection, port)
    }

    /// Sends a unit of a stream that brings these kinds; `false` when it cannot be sent to anybody.
    mutating func take(
        _ unit: AccessUnit, _ codec: Codec, _ configuration: CodecConfiguration?, of kinds: Set<TrackKind>,
        at now: Instant
    ) -> Bool {
        guard Multiplexer.takes(codec) else { return !codec.isVideo }
        let kind: TrackKind = codec.isVideo ? .video : .audio
        var unit = unit
        guard let found = learn(&unit, kind, codec, configuration),
            let time = place(&unit, kind, rate: found.sampleRate ?? 90_000, at: now)
        else { return true }
        if multiplexer == nil { begin(with: unit, kind, of: kinds, shownAt: time, at: now) }
        // Sound that is older than the first picture comes behind it, and is of no use.
        guard multiplexer != nil, time >= beginning else { return true }
        var bytes: [UInt8] = []
        multiplexer?.write(
            StreamUnit(
                codec: codec, configuration: found, time: time, compositionTime: unit.compositionOffset,
                isKeyframe: unit.isSync, bytes: unit.bytes), into: &bytes)
        port.send(bytes.bytes, to: connection)
        return true
    }

    /// What follows of a kind is of another source.
    mutating func restart(_ kind: TrackKind) {
        trackers[kind] = nil
        clocks[kind]?.restart()
    }

    /// Ends it.
    func close() { port.close(connection) }

    /// Takes out of a unit what it tells of its configuration; `nil` when it is of no use.
    private mutating func learn(
        _ unit: inout AccessUnit, _ kind: TrackKind, _ codec: Codec, _ configuration: CodecConfiguration?
    ) -> CodecConfiguration? {
        var tracker = trackers[kind] ?? FormatTracker(codec, configuration: configuration)
        if tracker.codec != codec
            || !codec.isVideo && configuration != nil && tracker.configuration != configuration
        {
            tracker = FormatTracker(codec, configuration: configuration)
        }
        let isUsed = tracker.prepare(&unit)
        trackers[kind] = tracker
        return isUsed ? tracker.configuration : nil
    }

    /// When a unit is decoded, in ticks of 90 kHz; `nil` when it is not later than the one before.
    private mutating func place(
        _ unit: inout AccessUnit, _ kind: TrackKind, rate: Int, at now: Instant
    ) -> Int64? {
        let first = firstMoment ?? now
        firstMoment = first
        if clocks[kind]?.rate != Int64(rate) {
            clocks[kind] = TrackClock(rate: rate, origin: first.advanced(by: .zero - Self.oldest))
        }
        guard clocks[kind]?.place(&unit, at: now) != nil else { return nil }
        let (seconds, rest) = unit.decodeTime.quotientAndRemainder(dividingBy: Int64(rate))
        return seconds * 90_000 + rest * 90_000 / Int64(rate)
    }

    /// Begins with a unit, if one can.
    private mutating func begin(
        with unit: AccessUnit, _ kind: TrackKind, of kinds: Set<TrackKind>, shownAt time: Int64,
        at now: Instant
    ) {
        let (video, audio) = (trackers[.video]?.configuration, trackers[.audio]?.configuration)
        let hasAll = (video != nil) >= kinds.contains(.video) && (audio != nil) >= kinds.contains(.audio)
        let isLate = firstMoment.map { $0.duration(to: now) >= Self.patience } ?? false
        guard hasAll || isLate, video == nil || kind == .video && unit.isSync else { return }
        multiplexer = Multiplexer(video: video, audio: audio)
        beginning = time
    }
}

extension Bool {
    /// Whether this holds where the other does.
    fileprivate static func >= (left: Bool, right: Bool) -> Bool { left || !right }
}
