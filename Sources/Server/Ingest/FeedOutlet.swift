import Ingest
import Media
import Runtime
import SDP
import SFU

/// Where one publisher's media goes: gathers what a read brought, and gives it to the stream's home and to the packager
/// at once.
struct FeedOutlet {
    /// Where it goes.
    let seat: FeedSeat
    /// Its name there.
    let feed: FeedKey
    /// The way there.
    private let plane: IngestPlane
    /// Which track each kind of media is.
    private var videoTrack: Int?
    private var audioTrack: Int?
    /// What a read brought.
    private var units: [ContributedUnit] = []
    private var parts: [FeedLetter.Unit] = []
    /// Whether units are left out until the next keyframe, since the packager was behind.
    private var isBehind = false
    /// How many units were left out.
    private(set) var dropped: UInt64 = 0

    /// How many letters may wait at the packager's: beyond it is behind.
    private static let mostLetters = 8192

    init(_ seat: FeedSeat, _ feed: FeedKey, on plane: IngestPlane) {
        self.seat = seat
        self.feed = feed
        self.plane = plane
    }

    /// It brings these.
    mutating func describe(_ tracks: ContributedTracks) {
        flush()
        let described = tracks.feedTracks
        videoTrack = described.firstIndex { $0.kind == .video }
        audioTrack = described.firstIndex { $0.kind == .audio }
        plane.tell(seat, feed, .described(described))
    }

    /// A unit came.
    mutating func add(_ unit: ContributedUnit) {
        guard let track = unit.codec.isVideo ? videoTrack : audioTrack else { return }
        units.append(unit)
        parts.append(
            FeedLetter.Unit(
                track: track, byteCount: unit.unit.bytes.count, isKeyframe: unit.unit.isSync))
    }

    /// Packets of the unit that came last.
    mutating func add(_ packets: PacketizedUnit) {
        guard !parts.isEmpty else { return }
        parts[parts.count - 1].packets = packets
    }

    /// Gives away what was gathered.
    mutating func flush() {
        guard !parts.isEmpty else { return }
        let (units, parts) = (self.units, self.parts)
        (self.units, self.parts) = ([], [])
        if !plane.tell(seat, feed, .units(parts)) { dropped &+= UInt64(parts.count) }
        guard let packaging = plane.packaging else { return }
        if isBehind, videoTrack != nil, !units.contains(where: { $0.codec.isVideo && $0.unit.isSync }) {
            dropped &+= UInt64(units.count)
            return
        }
        isBehind = packaging.count > Self.mostLetters
        let letter = UnitLetter(stream: seat.stream, feed: feed, units: units)
        if isBehind || !packaging.post(.units(letter)) { dropped &+= UInt64(units.count) }
    }

    /// It is over.
    mutating func end(_ reason: String, isOrderly: Bool) {
        flush()
        plane.tell(seat, feed, .ended(reason, isOrderly: isOrderly))
    }
}

extension ContributedTracks {
    /// The same as the SFU has it, pictures first.
    fileprivate var feedTracks: [FeedTrack] {
        var tracks: [FeedTrack] = []
        if let codec = videoCodec {
            var format: MediaFormat?
            if case .h264(let found) = video {
                format = .h264(
                    profile: found.profile, constraints: found.constraints, level: found.level,
                    payloadType: PayloadNumbers.h264)
            }
            tracks.append(FeedTrack(.video, codec: codec.name, format: format))
        }
        if let audio {
            tracks.append(
                FeedTrack(
                    .audio, codec: audio.codec.name,
                    format: audio.codec == .opus ? .opus(payloadType: PayloadNumbers.opus) : nil,
                    sampleRate: audio.sampleRate))
        }
        return tracks
    }
}

extension Codec {
    /// Its name, as SDP has it.
    fileprivate var name: String { self == .opus ? "opus" : rawValue.uppercased() }
}
