import Bytes
import Runtime
import SRTP
import Timing

/// Our own sealing, a packet at a time, from one plaintext to a slot in an arena, as for an audience.
final class OurSealing {
    /// A sender that can be in an array.
    final class Session {
        let sender: SRTPSender

        init(_ profile: SRTPProfile, _ engine: SRTPEngine, _ place: Int) {
            guard let keys = SRTPKeys(profile, material: Contestant.material(profile, place)) else {
                fatalError("as long as it must be")
            }
            sender = SRTPSender(keys, as: .client, on: engine)
        }
    }

    /// Octets of a slot: packets are not side by side in a send arena either.
    static let slotCount = 1280
    /// Slots in the arena, which stays in the cache as a send arena does.
    static let slots = 64

    let sessions: [Session]
    private let packet = Contestant.packet(0)
    private var arena = [UInt8](repeating: 0, count: OurSealing.slotCount * OurSealing.slots)
    private var jobs: [SealingJob] = []
    private var number: UInt32 = 0

    init(_ profile: SRTPProfile, _ engine: SRTPEngine) {
        sessions = (0..<Contestant.sessions).map { Session(profile, engine, $0) }
        jobs.reserveCapacity(Self.slots)
    }

    /// One by one.
    func round() -> Double {
        number += 1
        let begin = Clock.now
        var sealed = 0
        let packet = packet
        var room = arena.mutableBytes
        let header = packet.bytes.extracting(0..<Contestant.headerCount)
        let payload = packet.bytes.extracting(Contestant.headerCount...)
        for place in sessions.indices {
            let start = place % Self.slots * Self.slotCount
            var slot = room._mutatingExtracting(start..<start + Self.slotCount)
            guard slot.store(header, at: 0), slot.store(UInt16(truncatingIfNeeded: number), at: 2) else {
                continue
            }
            sealed +=
                sessions[place].sender.seal(
                    payload, behind: Contestant.headerCount, in: &slot, rollover: number >> 16) ?? 0
        }
        return Self.each(since: begin, sealed, sessions[0].sender.profile)
    }

    /// In batches, by lanes. The payload is copied for each, and that is counted.
    func round(_ lanes: inout SealingLanes) -> Double {
        number += 1
        let begin = Clock.now
        var sealed = 0
        let packet = packet
        var room = arena.mutableBytes
        for first in stride(from: 0, to: sessions.count, by: Self.slots) {
            jobs.removeAll(keepingCapacity: true)
            for place in first..<min(first + Self.slots, sessions.count) {
                let start = (place - first) * Self.slotCount
                guard room.store(packet.bytes, at: start),
                    room.store(UInt16(truncatingIfNeeded: number), at: start + 2),
                    let job = SealingJob(
                        sessions[place].sender, at: start, headerCount: Contestant.headerCount,
                        payloadCount: Contestant.packetCount - Contestant.headerCount, rollover: number >> 16)
                else { continue }
                jobs.append(job)
            }
            if lanes.seal(jobs, in: &room) { sealed += jobs.count * (Contestant.packetCount + 10) }
        }
        return Self.each(since: begin, sealed, .counterModeSHA1)
    }

    /// Nanoseconds a packet, of a round in which all were sealed.
    private static func each(since begin: Instant, _ sealed: Int, _ profile: SRTPProfile) -> Double {
        let end = Clock.now
        precondition(
            sealed == Contestant.sessions * (Contestant.packetCount + profile.rtpOverhead),
            "every packet was sealed")
        return Double(begin.duration(to: end).nanoseconds) / Double(Contestant.sessions)
    }
}
