import COpenSSL
import Simulation
import Testing
import Timing

@testable import DTLS

/// Post-quantum key shares make a ClientHello larger than a datagram, and browsers cut it as they like.
@Suite struct HelloFragmentsTests {
    /// What a path does with the records of one datagram.
    enum Path: CaseIterable {
        case oneDatagram, oneRecordEach, backwards, doubled, shuffled
    }

    /// A client whose ClientHello is as large as one with a post-quantum key share, and larger: it lists that many
    /// protocols of 250 bytes (ALPN, RFC 7301), which our server does not look at.
    private static func talkative(_ protocols: Int) throws -> DTLSIdentity {
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        let list = [[UInt8]](repeating: [249] + [UInt8](repeating: 0x61, count: 249), count: protocols)
            .flatMap { $0 }
        #expect(unsafe SSL_CTX_set_alpn_protos(identity.context, list, UInt32(list.count)) == 0)
        return identity
    }

    @Test("a ClientHello of several datagrams is put together", arguments: [5, 12, 60])
    func large(protocols: Int) throws {
        let pair = try DTLSPair(client: Self.talkative(protocols))
        pair.connect()
        #expect(pair.isEstablished)
        #expect(pair.client.retransmissions == 0)
        #expect(pair.sent[1].direction == .toServer, "its second datagram")
        #expect(pair.sent.allSatisfy { $0.datagram.count <= 1200 })
    }

    @Test(
        "fragments may come in one datagram, one each, backwards, doubled or shuffled",
        arguments: Path.allCases, [1, 17, 100, 400])
    func cut(path: Path, size: Int) throws {
        // In the smallest pieces a message of everyday size will do.
        let pair = try DTLSPair(client: Self.talkative(size < 100 ? 0 : 6))
        var cutters = [DTLSPair.Direction: Refragmenter]()
        var generator = SeededGenerator(seed: UInt64(size))
        pair.deliver = { direction, _, datagram in
            // Ours alone would do; cutting both ways shows that the client copes too.
            var records = cutters[direction, default: Refragmenter(size: size)].records(of: datagram)
            switch path {
            case .oneDatagram: return [records.flatMap { $0 }]
            case .oneRecordEach: return records
            case .backwards: return records.count < 40 ? records.reversed() : records
            case .doubled: return records.flatMap { [$0, $0] }
            case .shuffled:
                // Within what the window against replay allows (RFC 6347 §4.1.2.6).
                for start in stride(from: 0, to: records.count, by: 30) {
                    records[start..<min(start + 30, records.count)].shuffle(using: &generator)
                }
                return records
            }
        }
        pair.connect(for: .seconds(5))
        #expect(pair.isEstablished)
    }

    @Test("a client with a small MTU sends no datagram above it", arguments: [256, 300, 400])
    func smallDatagrams(maximum: Int) throws {
        let pair = try DTLSPair(maximumDatagram: maximum).connect()
        #expect(pair.isEstablished)
        let sizes = pair.sent.filter { $0.direction == .toServer }.map(\.datagram.count)
        #expect(sizes.max() ?? 0 <= maximum)
        #expect(sizes.count > 2)
    }

    @Test("a half ClientHello is not answered, and the stage says that it is waited for")
    func half() throws {
        let pair = try DTLSPair(client: Self.talkative(12))
        pair.deliver = { direction, number, datagram in number == 0 ? [datagram] : [] }
        pair.connect(for: .milliseconds(100))
        #expect(pair.server.stage == .awaitingClientHello)
        #expect(pair.server.datagramsReceived == 1)
        #expect(!pair.sent.contains { $0.direction == .toClient })
    }
}
