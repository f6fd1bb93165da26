import SRTP

/// One way to seal packets.
struct Contestant {
    /// What it is called in the table.
    let name: String
    /// How it seals.
    let profile: SRTPProfile
    /// The largest part of libsrtp2's time that is accepted; `nil` for libsrtp2.
    let limit: Double?
    /// Seals once for every session and returns nanoseconds a packet.
    let round: () -> Double

    /// Sessions, each with keys of its own, that are sealed for in turn: what an audience is, and too much for caches.
    static let sessions = 1000
    /// Octets of a packet before it is sealed: 28 of header with extensions, and video.
    static let packetCount = 1200
    /// Octets of its header.
    static let headerCount = 28

    /// A packet with two words of header extension and a number.
    static func packet(_ number: UInt16) -> [UInt8] {
        [0x90, 96, UInt8(number >> 8), UInt8(number & 0xFF), 0, 0, 0, 1, 0, 0, 0, 2, 0xBE, 0xDE, 0, 3]
            + [UInt8](repeating: 0, count: 12)
            + [UInt8](repeating: 0x5A, count: packetCount - headerCount)
    }

    /// Exported octets of the session at a place.
    static func material(_ profile: SRTPProfile, _ place: Int) -> [UInt8] {
        (0..<profile.materialCount).map { UInt8(truncatingIfNeeded: place &* 31 &+ $0 &* 7 &+ place >> 8) }
    }
}
