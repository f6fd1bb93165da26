import Bytes
import Simulation
import Testing

@testable import ICE

@Suite struct STUNMessageTests {
    private let transaction = TransactionID(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE)

    @Test("RFC 5769 §2.1: a request is read field by field")
    func request() throws {
        let content = try #require(MessageContent(Vectors.request))
        #expect(content.kind == .request)
        #expect(content.transaction == transaction)
        #expect(content.username == "evtj:h6vY")
        #expect(content.priority == 0x6E00_01FF)
        #expect(content.roleClaim == RoleClaim(role: .controlled, tieBreaker: 0x932F_F9B1_5126_3B36))
        #expect(!content.usesCandidate && content.unknownAttributes.isEmpty)
    }

    @Test(
        "RFC 5769 §2.2, §2.3: a response names the address that was seen",
        arguments: [
            (Vectors.responseV4, "192.0.2.1"),
            (Vectors.responseV6, "2001:db8:1234:5678:11:2233:4455:6677"),
        ])
    func response(bytes: [UInt8], address: String) throws {
        let content = try #require(MessageContent(bytes))
        #expect(content.kind == .success)
        #expect(content.transaction == transaction)
        #expect(try content.mappedAddress == SocketAddress(#require(IPAddress(address)), port: 32_853))
    }

    @Test(
        "RFC 5769: what proves the messages is right, and wrong with another password or any octet changed",
        arguments: [Vectors.request, Vectors.responseV4, Vectors.responseV6])
    func proof(bytes: [UInt8]) throws {
        #expect(try #require(MessageContent(bytes)).hasValidFingerprint)
        #expect(isIntact(bytes, password: Vectors.password))
        #expect(!isIntact(bytes, password: Vectors.password + "x"))
        for offset in bytes.indices {
            var damaged = bytes
            damaged[offset] ^= 0x10
            #expect(MessageContent(damaged)?.hasValidFingerprint != true, "octet \(offset)")
            // The last eight octets, FINGERPRINT, are not covered.
            if offset < bytes.count - 8 {
                #expect(!isIntact(damaged, password: Vectors.password), "octet \(offset)")
            }
        }
    }

    @Test("RFC 5769 §2.4: long-term credentials are read over, and are no proof to us")
    func longTerm() throws {
        let content = try #require(MessageContent(Vectors.longTermRequest))
        #expect(content.username == "マトリックス")
        #expect(!content.hasValidFingerprint && content.unknownAttributes.isEmpty)
        // The key is the MD5 of name, realm and password there (RFC 8489 §9.2.2).
        #expect(!isIntact(Vectors.longTermRequest, password: "TheMatrIX"))
    }

    @Test("a message cut anywhere is no message", arguments: Vectors.all)
    func truncation(bytes: [UInt8]) {
        for count in 0..<bytes.count {
            #expect(MessageContent(Array(bytes[..<count])) == nil, "\(count) octets")
        }
        #expect(MessageContent(bytes + [0, 0, 0, 0]) == nil)
    }

    @Test("what is written is read again", arguments: ["192.0.2.7", "2001:db8::7"])
    func roundTrip(address: String) throws {
        var generator = SeededGenerator(seed: 5)
        for length in 1...9 {
            let transaction = TransactionID(using: &generator)
            let mapped = SocketAddress(try #require(IPAddress(address)), port: UInt16(1000 + length))
            let peer = String(repeating: "p", count: length)
            var writer = STUNWriter(.request, transaction)
            writer.write(username: "Us+/", peer)
            writer.write(mapped: mapped)
            writer.write(priority: 0x8000_0001)
            writer.writeUseCandidate()
            writer.write(RoleClaim(role: .controlling, tieBreaker: 7))
            writer.write(STUNErrorCode.roleConflict)
            let bytes = writer.sealed(with: "secret")
            let content = try #require(MessageContent(bytes))
            #expect(content.transaction == transaction && content.username == "Us+/:\(peer)")
            #expect(content.mappedAddress == mapped && content.priority == 0x8000_0001)
            #expect(content.usesCandidate && content.errorCode == 487)
            #expect(content.roleClaim == RoleClaim(role: .controlling, tieBreaker: 7))
            #expect(content.hasValidFingerprint && isIntact(bytes, password: "secret"))
        }
    }

    /// A request with one attribute of any kind, unproven.
    private func request(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        let padded = value + Array(repeating: 0, count: -value.count & 3)
        return [0, 1, 0, UInt8(4 + padded.count), 0x21, 0x12, 0xA4, 0x42] + Array(repeating: 9, count: 12)
            + [UInt8(type >> 8), UInt8(type & 255), 0, UInt8(value.count)] + padded
    }

    @Test("attributes that must be known are told apart from those that may be passed over")
    func unknown() {
        #expect(MessageContent(request(0x7FFF, [1]))?.unknownAttributes == [0x7FFF])
        #expect(MessageContent(request(0x0003, [0, 0, 0, 2]))?.unknownAttributes == [3])  // CHANGE-REQUEST
        // libwebrtc's network cost.
        #expect(MessageContent(request(0xC057, [0, 1, 0, 2]))?.unknownAttributes == [])
    }

    @Test(
        "an attribute of a size it cannot have makes the message worthless",
        arguments: [
            (0x0024, 3), (0x0024, 5), (0x8029, 4), (0x802A, 12), (0x0008, 32), (0x8028, 8), (0x0009, 3),
        ])
    func sizes(type: Int, count: Int) {
        #expect(MessageContent(request(UInt16(type), Array(repeating: 4, count: count))) == nil)
    }

    @Test("an address whose family and size differ is none", arguments: [(1, 16), (2, 4), (3, 4), (1, 3)])
    func family(family: UInt8, count: Int) throws {
        let bytes = request(0x0020, [0, family, 0, 0] + Array(repeating: 0, count: count))
        #expect(try #require(MessageContent(bytes)).mappedAddress == nil)
    }

    @Test("what stands behind MESSAGE-INTEGRITY counts for nothing, and nothing may follow FINGERPRINT")
    func order() throws {
        var writer = STUNWriter(.request, transaction)
        writer.write(username: "us", "them")
        var bytes = writer.sealed(with: "secret")
        let fingerprint = Array(bytes.suffix(8))
        bytes.removeLast(8)
        let late = bytes + [0x00, 0x25, 0, 0] + fingerprint
        var patched = late
        patched[3] += 4
        #expect(try !#require(MessageContent(patched)).usesCandidate)
        var behind = bytes + fingerprint + [0x00, 0x25, 0, 0]
        behind[3] += 4
        #expect(MessageContent(behind) == nil)
    }

    @Test("the receiver's fragment is found without proof, in requests only")
    func receiver() {
        #expect(receiverUfrag(Vectors.request) == "evtj")
        #expect(receiverUfrag(Vectors.responseV4) == nil)
        #expect(receiverUfrag(Vectors.longTermRequest) == nil)
        #expect(receiverUfrag(request(0x0006, Array("abc:".utf8))) == "abc")
        #expect(receiverUfrag(request(0x0006, Array(":abc".utf8))) == nil)
        #expect(receiverUfrag(request(0x0006, [0xFF, 0x3A])) == nil)
        for count in 0..<Vectors.request.count {
            #expect(receiverUfrag(Array(Vectors.request[..<count])) == nil)
        }
    }

    @Test("damaged messages trap nothing, and none of them is proven")
    func mutations() {
        for bytes in Mutations(of: Vectors.all) where !Vectors.all.contains(bytes) {
            let content = MessageContent(bytes)
            _ = receiverUfrag(bytes)
            // Damage behind MESSAGE-INTEGRITY is caught by FINGERPRINT.
            let isProven = content?.hasValidFingerprint == true && isIntact(bytes, password: Vectors.password)
            #expect(!isProven)
        }
    }
}
