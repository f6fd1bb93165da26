import Bytes
import Media
import RTP
import SDP
import Timing
import WebRTC

/// Puts the access units of one source together.
struct TrackIntake {
    /// The source that it is of.
    let source: UInt32
    /// What the units are.
    var codec: Codec { assembler.codec }
    /// Puts them together.
    private var assembler: AccessUnitAssembler

    init(_ source: UInt32, _ codec: Codec) {
        self.source = source
        assembler = AccessUnitAssembler(codec)
    }

    /// Whether pictures are of no use up to the next keyframe.
    var awaitsKeyframe: Bool { assembler.awaitsKeyframe }
    /// How many units were given up.
    var lostUnits: UInt64 { assembler.lostUnits }
    /// When `handleTimeout` has something to do.
    var nextDeadline: Instant? { assembler.nextDeadline }

    /// Takes a packet of the source.
    mutating func handle(_ packet: MediaBatch.Packet, in batch: MediaBatch, at now: Instant) {
        let bytes = batch.bytes
        let payload = bytes.bytes.extracting(packet.range).extracting(packet.payload)
        guard case .redundantAudio = batch.origins[packet.origin].format.codec else {
            return handle(payload, packet, at: now)
        }
        // What older packets carried has come in those, or was asked for again.
        guard var blocks = RedundantAudio(payload) else { return }
        while let block = blocks.next() {
            if block.isPrimary { handle(block.payload, packet, at: now) }
        }
    }

    private mutating func handle(_ payload: RawSpan, _ packet: MediaBatch.Packet, at now: Instant) {
        assembler.handle(
            payload, of: packet.header, at: packet.place, canBegin: packet.canBegin,
            captured: packet.captured, at: now)
    }

    /// Gives up on what was waited for long enough.
    mutating func handleTimeout(at now: Instant) { assembler.handleTimeout(at: now) }

    /// The next unit that is whole.
    mutating func pollUnit() -> AccessUnit? { assembler.pollUnit() }
}
