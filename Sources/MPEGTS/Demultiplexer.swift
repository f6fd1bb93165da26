internal import Bytes

/// Takes one program of a transport stream apart into units (ISO 13818-1).
///
///     octets ─► packets ─► PAT ─► PMT of each program ─► the one that is followed
///                      └─► PES packets of its first pictures and its first sound ─► units
///
/// Without a wish the program is the first that has anything which we take. The program clock is not read: who puts units
/// on an axis of ours goes by their arrival.
///
/// One mutation, then `pollOutput` until it is `nil`, then the next.
public struct Demultiplexer: Sendable {
    /// What came out.
    public enum Output: Hashable, Sendable {
        /// The program has pictures, and sound. Comes before its units, and again when that changes.
        case described(hasVideo: Bool, hasAudio: Bool)
        /// A unit.
        case unit(StreamUnit)
    }

    /// What was wrong with the stream, none of which ends it.
    public struct Damage: Hashable, Sendable {
        /// Places at which packets are missing.
        public var gaps: UInt64 = 0
        /// Octets that were in no packet.
        public var skippedBytes: UInt64 = 0
        /// Times at which the source's clock was set.
        public var jumps: UInt64 = 0
    }

    /// The map of a program, while it comes.
    private struct MapFeed {
        let program: UInt16
        var sections = SectionAssembler()
    }

    /// The program that is wanted; `nil` is the first that is of use.
    private let wanted: UInt16?
    /// Finds packets.
    private var framer = PacketFramer()
    /// The PAT.
    private var table = SectionAssembler()
    private var tableVersion: UInt8?
    /// Maps of programs by their PIDs.
    private var maps: [UInt16: MapFeed] = [:]
    /// Programs whose maps have nothing that we take, and what the first of them has instead.
    private var useless: Set<UInt16> = []
    private var firstUnfit: String?
    /// The program that is followed.
    private var map: ProgramMap?
    private var video: ElementaryTrack?, audio: ElementaryTrack?
    /// Its times.
    private var timeline = TransportTimeline()
    /// Places at which packets of streams are missing that are not followed any more.
    private var formerGaps: UInt64 = 0
    /// What came out.
    private var outputs: [Output] = []

    /// How many programs are looked into. Broadcast multiplexes have a dozen.
    private static let mostPrograms = 64

    /// A demultiplexer of a program, or of the first that is of use.
    public init(program: UInt16? = nil) {
        wanted = program
    }

    // MARK: Getters

    /// What was wrong with it so far.
    public var damage: Damage {
        let gaps = formerGaps &+ (video?.gaps ?? 0) &+ (audio?.gaps ?? 0)
        return Damage(gaps: gaps, skippedBytes: framer.skippedBytes, jumps: timeline.jumps)
    }

    // MARK: What arrives

    /// Takes octets.
    public mutating func handle(_ bytes: RawSpan) throws(TransportFault) {
        // Moved out and back, so that it can be read while its packets are taken.
        var framer = self.framer
        self.framer = PacketFramer()
        defer { self.framer = framer }
        framer.append(bytes)
        while let range = try framer.next() {
            let octets = framer.buffer.bytes.extracting(range)
            guard let packet = TransportPacket(octets), let payload = packet.payload, !packet.isScrambled
            else { continue }
            try take(packet, octets.extracting(payload))
        }
    }

    /// Nothing more comes: the last picture is whole.
    public mutating func handleEnd() {
        put(video?.finish(on: &timeline) ?? [])
        put(audio?.finish(on: &timeline) ?? [])
    }

    // MARK: Outputs

    /// What came out.
    public mutating func pollOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    // MARK: Packets

    private mutating func take(_ packet: TransportPacket, _ payload: RawSpan) throws(TransportFault) {
        if packet.pid == ProgramTable.pid {
            for section in table.take(packet, payload) { try take(table: section) }
        } else if packet.pid == video?.stream.pid {
            put(try video?.take(packet, payload, on: &timeline) ?? [])
        } else if packet.pid == audio?.stream.pid {
            put(try audio?.take(packet, payload, on: &timeline) ?? [])
        } else if var feed = maps[packet.pid] {
            let sections = feed.sections.take(packet, payload)
            maps[packet.pid] = feed
            for section in sections where section.number == feed.program { try take(map: section) }
        }
    }

    private mutating func put(_ units: [StreamUnit]) {
        outputs += units.map { .unit($0) }
    }

    // MARK: Tables

    private mutating func take(table section: TableSection) throws(TransportFault) {
        guard section.table == ProgramTable.table, section.isCurrent else { return }
        if section.version != tableVersion {
            tableVersion = section.version
            (maps, useless, firstUnfit) = ([:], [], nil)
        }
        let entries = ProgramTable.entries(of: section).filter { wanted == nil || $0.program == wanted }
        for entry in entries where maps[entry.pid] == nil && maps.count < Self.mostPrograms {
            maps[entry.pid] = MapFeed(program: entry.program)
        }
        if let wanted, maps.isEmpty, section.part == section.lastPart { throw .noProgram(wanted) }
    }

    private mutating func take(map section: TableSection) throws(TransportFault) {
        guard section.isCurrent, let found = ProgramMap(section), map == nil || map?.program == found.program,
            found != map
        else { return }
        guard found.video != nil || found.audio != nil else {
            firstUnfit = firstUnfit ?? found.unfit
            useless.insert(found.program)
            // Its streams may come yet, as long as it does not say that they are what we do not take.
            if useless.count == maps.count, let firstUnfit { throw .unfit(firstUnfit) }
            return
        }
        if let unfit = found.unfit { throw .unfit(unfit) }
        map = found
        video = follow(found.video, insteadOf: video)
        audio = follow(found.audio, insteadOf: audio)
        outputs.append(.described(hasVideo: video != nil, hasAudio: audio != nil))
    }

    private mutating func follow(
        _ stream: ProgramMap.Stream?, insteadOf track: ElementaryTrack?
    ) -> ElementaryTrack? {
        if let track, track.stream == stream { return track }
        formerGaps &+= track?.gaps ?? 0
        return ElementaryTrack(stream)
    }
}
