import Simulation
import Testing

@testable import SRTP

/// One profile on one engine, with random keys: what a test of all combinations is given.
struct Association: CustomTestStringConvertible, Sendable {
    let profile: SRTPProfile
    let engine: SRTPEngine
    /// What DTLS would have exported.
    let material: [UInt8]

    init(_ profile: SRTPProfile, _ engine: SRTPEngine = .openSSL, seed: UInt64 = 7) {
        self.profile = profile
        self.engine = engine
        var generator = SeededGenerator(seed: seed)
        material = generator.bytes(profile.materialCount)
    }

    var testDescription: String { "\(profile), \(engine.name)" }

    var keys: SRTPKeys {
        guard let keys = SRTPKeys(profile, material: material) else { fatalError("as long as it must be") }
        return keys
    }

    /// Seals what `role` sends.
    func sender(_ role: SRTPRole = .client) -> SRTPSender {
        SRTPSender(keys, as: role, on: engine)
    }

    /// Opens what `role` is sent.
    func receiver(_ role: SRTPRole = .server) -> SRTPReceiver {
        SRTPReceiver(keys, as: role, on: engine)
    }

    /// The libraries there are on this machine.
    static let engines = [SRTPEngine.openSSL] + [SRTPEngine.ipsecMB()].compactMap(\.self)

    /// All profiles on all engines.
    static let all = SRTPProfile.preferred.flatMap { profile in engines.map { Association(profile, $0) } }

    /// All profiles.
    static let profiles = SRTPProfile.preferred.map { Association($0) }
}

/// A plain packet with nothing special about it.
func rtpPacket(_ number: UInt16, ssrc: UInt32 = 0x0102_0304, payload: [UInt8] = [1, 2, 3, 4, 5]) -> [UInt8] {
    [0x80, 96, UInt8(number >> 8), UInt8(number & 0xFF), 0, 0, 0, 9]
        + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) } + payload
}

/// A plain receiver report without blocks.
func rtcpPacket(ssrc: UInt32 = 0x0102_0304, extra: [UInt8] = []) -> [UInt8] {
    let words = 1 + extra.count / 4
    return [0x80, 201, UInt8(words >> 8), UInt8(words & 0xFF)]
        + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) } + extra
}
