import Simulation
import Testing

@testable import SRTP

/// Our SRTP against libsrtp2, in both directions, on packets of every shape.
@Suite(.serialized) struct AgainstLibSRTPTests {
    /// Packets of one stream: contributing sources, extensions, padding, all sizes, numbers that jump and wrap.
    static func stream(_ count: Int, seed: UInt64) -> [(packet: [UInt8], rollover: UInt32)] {
        var generator = SeededGenerator(seed: seed)
        var number = UInt64(generator.next() % 30_000)
        let ssrc = generator.bytes(4)
        return (0..<count).map { step in
            // In steps that take 200 packets through several cycles.
            number += step % 3 == 0 ? 1 + generator.next() % 3000 : 1
            let sources = Int(generator.next() % 4 == 0 ? generator.next() % 16 : 0)
            let words = generator.next() % 3 == 0 ? Int(generator.next() % 12) : nil
            var packet: [UInt8] = [
                0x80 | (words == nil ? 0 : 0x10) | UInt8(sources), UInt8(generator.next() & 0xFF),
                UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number),
            ]
            packet += generator.bytes(4) + ssrc + generator.bytes(4 * sources)
            if let words { packet += [0xBE, 0xDE, 0, UInt8(words)] + generator.bytes(4 * words) }
            let size = step < 40 ? step : Int(generator.next() % 1401)
            return (packet + generator.bytes(size), UInt32(number >> 16))
        }
    }

    /// Compound packets of all sizes, from a few sources.
    static func reports(_ count: Int, seed: UInt64) -> [[UInt8]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { step in
            [0x81, 200, 0, 6, 0, 0, 0, UInt8(generator.next() % 3)]
                + generator.bytes(4 * (step < 30 ? step : Int(generator.next() % 340)))
        }
    }

    @Test("we seal what libsrtp2 seals, and it opens it", arguments: Association.all)
    func sealing(_ association: Association) throws {
        let theirs = try #require(LibSRTP(association, keysOf: .client, seals: true))
        let opener = try #require(LibSRTP(association, keysOf: .client, seals: false))
        let ours = association.sender(.client)
        for (step, (packet, rollover)) in Self.stream(250, seed: 1).enumerated() {
            let sealed = ours.seal(packet, rollover: rollover)
            #expect(sealed == theirs.protect(packet), "packet \(step)")
            #expect(sealed.flatMap(opener.unprotect) == packet, "packet \(step)")
        }
    }

    @Test("we open what libsrtp2 seals", arguments: Association.all)
    func opening(_ association: Association) throws {
        let theirs = try #require(LibSRTP(association, keysOf: .server, seals: true))
        var ours = association.receiver(.client)
        for (step, (packet, _)) in Self.stream(250, seed: 2).enumerated() {
            let sealed = try #require(theirs.protect(packet))
            #expect(ours.open(sealed).packet == packet, "packet \(step)")
        }
    }

    @Test("we seal RTCP as libsrtp2 does, and it opens it", arguments: Association.all)
    func sealingReports(_ association: Association) throws {
        let theirs = try #require(LibSRTP(association, keysOf: .server, seals: true))
        let opener = try #require(LibSRTP(association, keysOf: .server, seals: false))
        var ours = association.sender(.server)
        // It counts for each source, from 1.
        var indices: [UInt8: UInt32] = [:]
        for (step, packet) in Self.reports(80, seed: 3).enumerated() {
            indices[packet[7], default: 0] += 1
            let same = try ours.sealRTCP(packet, index: #require(indices[packet[7]]))
            #expect(same == theirs.protectRTCP(packet), "packet \(step)")
            #expect(ours.sealRTCP(packet).flatMap(opener.unprotectRTCP) == packet, "packet \(step)")
        }
    }

    @Test("we open RTCP that libsrtp2 sealed, encrypted or not", arguments: Association.all, [true, false])
    func openingReports(_ association: Association, isEncrypted: Bool) throws {
        let theirs = try #require(
            LibSRTP(association, keysOf: .client, seals: true, encryptsRTCP: isEncrypted))
        var ours = association.receiver(.server)
        for (step, packet) in Self.reports(80, seed: 4).enumerated() {
            let sealed = try #require(theirs.protectRTCP(packet))
            #expect(ours.openRTCP(sealed).packet == packet, "packet \(step)")
        }
    }
}
