import Bytes
import Testing

@testable import SRTP

/// The packets of RFC 7714 §16 and §17, which are given with session keys.
@Suite struct GCMTransformTests {
    static let key128 = hex("000102030405060708090a0b0c0d0e0f")
    static let key256 = hex("000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f")
    /// "Quid pro quo"
    static let salt = hex("517569642070726f2071756f")

    /// Version 2, payload type 64, number f17b, timestamp 8041f8d3, SSRC 5501a0b2.
    static let header = hex("8040f17b 8041f8d3 5501a0b2")
    /// "Gallia est omnis divisa in partes tres"
    static let payload = hex(
        "47616c6c696120657374206f6d6e697320 64697669736120696e207061727465732074726573")

    /// Ciphertexts with their tags, by key.
    static let rtpVectors: [([UInt8], [UInt8])] = [
        (
            key128,  // §16.1.1
            hex(
                "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
                    + "899d7f27beb16a9152cf765ee4390cce")
        ),
        (
            key256,  // §16.2.1
            hex(
                "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b"
                    + "7aa3db36dfffd6b0f9bb7878d7a76c13")
        ),
    ]

    /// A sender report of "Mars": 8 octets that stay clear, and the rest.
    static let report = hex(
        "81c8000d 4d617273"
            + "4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef deadbeef deadbeef"
    )

    /// The number of the report.
    static let index: UInt32 = 0x5d4

    /// Sealed reports, by key: 8 octets, ciphertext, tag, E and index.
    static let rtcpVectors: [([UInt8], [UInt8])] = [
        (
            key128,  // §17.1
            hex(
                "81c8000d 4d617273"
                    + "63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda 4ce09b46 86303ded"
                    + "0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4")
        ),
        (
            key256,  // §17.2
            hex(
                "81c8000d 4d617273"
                    + "d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50 a2eaa5c1 110555be 8415f658 c61de047"
                    + "6f1b6fad 1d1eb30c 4446839f 57ff6f6c b26ac3be 800005d4")
        ),
    ]

    /// §17.3: the report as it is, tag, index without E.
    static let clear = report + hex("841dd968 3dd78ec9 2ae58790 125f62b3 000005d4")

    @Test("an RTP packet is sealed and opened", arguments: rtpVectors, Association.engines)
    func rtp(vector: (key: [UInt8], sealed: [UInt8]), engine: SRTPEngine) {
        let transform = GCMTransform(
            sessionKey: vector.key.bytes, sessionSalt: Self.salt.bytes, on: engine)
        let packet = Self.header + vector.sealed
        var sealed = Self.header + [UInt8](repeating: 0, count: vector.sealed.count)
        let isSealed = unsafe sealed.withUnsafeMutableBytes { slot in
            unsafe Self.payload.withUnsafeBytes {
                unsafe transform.sealRTP(
                    $0, behind: 12, at: slot.baseAddress.unsafelyUnwrapped, ssrc: 0x5501_A0B2, index: 0xF17B)
            }
        }
        #expect(isSealed && sealed == packet)

        var opened = [UInt8](repeating: 0, count: packet.count)
        let isOpened = unsafe opened.withUnsafeMutableBytes { slot in
            unsafe packet.withUnsafeBytes {
                unsafe transform.openRTP(
                    $0, headerCount: 12, to: slot.baseAddress.unsafelyUnwrapped, ssrc: 0x5501_A0B2,
                    index: 0xF17B)
            }
        }
        #expect(isOpened && Array(opened.dropLast(16)) == Self.header + Self.payload)
    }

    @Test("an RTCP packet is sealed and opened", arguments: rtcpVectors, Association.engines)
    func rtcp(vector: (key: [UInt8], sealed: [UInt8]), engine: SRTPEngine) {
        let transform = GCMTransform(
            sessionKey: vector.key.bytes, sessionSalt: Self.salt.bytes, on: engine)
        var sealed = [UInt8](repeating: 0, count: vector.sealed.count)
        let trailer = RTCPTrailer(encryptedWithIndex: Self.index)
        let isSealed = unsafe sealed.withUnsafeMutableBytes { slot in
            unsafe Self.report.withUnsafeBytes {
                unsafe transform.sealRTCP(
                    $0, to: slot.baseAddress.unsafelyUnwrapped, ssrc: 0x4D61_7273, trailer: trailer)
            }
        }
        #expect(isSealed && sealed == vector.sealed)
        #expect(Self.open(vector.sealed, with: transform, trailer) == Self.report)
    }

    @Test("an RTCP packet that was not encrypted is authentic", arguments: Association.engines)
    func clear(engine: SRTPEngine) {
        let transform = GCMTransform(
            sessionKey: Self.key128.bytes, sessionSalt: Self.salt.bytes, on: engine)
        #expect(Self.open(Self.clear, with: transform, RTCPTrailer(word: Self.index)) == Self.report)
        var forged = Self.clear
        forged[20] ^= 1
        #expect(Self.open(forged, with: transform, RTCPTrailer(word: Self.index)) == nil)
    }

    private static func open(
        _ packet: [UInt8], with transform: borrowing GCMTransform, _ trailer: RTCPTrailer
    ) -> [UInt8]? {
        var opened = [UInt8](repeating: 0, count: packet.count)
        let isOpened = unsafe opened.withUnsafeMutableBytes { slot in
            unsafe packet.withUnsafeBytes {
                unsafe transform.openRTCP(
                    $0, to: slot.baseAddress.unsafelyUnwrapped, ssrc: 0x4D61_7273, trailer: trailer)
            }
        }
        return isOpened ? Array(opened.dropLast(20)) : nil
    }
}
