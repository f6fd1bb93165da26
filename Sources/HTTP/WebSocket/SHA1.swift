/// SHA-1 (RFC 3174), for one purpose: the WebSocket handshake's proof that the server read the client's key
/// (RFC 6455 §4.2.2).
///
/// SHA-1 is broken as a signature, and none of ours may be built on it. Here it protects nothing: both inputs are
/// public, and the answer only has to be one that no other kind of server gives by chance.
struct SHA1 {
    /// The five words of the state (RFC 3174 §6.1).
    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) =
        (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0)

    /// The digest of a whole message, twenty bytes.
    static func digest(of message: [UInt8]) -> [UInt8] {
        var hash = SHA1()
        let padded = pad(message)
        var words = [UInt32](repeating: 0, count: 80)
        for start in stride(from: 0, to: padded.count, by: 64) {
            for index in 0..<16 {
                let bytes = padded[start + 4 * index..<start + 4 * index + 4]
                words[index] = bytes.reduce(0) { $0 << 8 | UInt32($1) }
            }
            for index in 16..<80 {
                let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                words[index] = mixed.rotated(by: 1)
            }
            hash.takeBlock(words)
        }
        var digest: [UInt8] = []
        for word in [hash.state.0, hash.state.1, hash.state.2, hash.state.3, hash.state.4] {
            digest += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return digest
    }

    /// RFC 3174 §4: a one bit, zeros, and the length in bits, up to a multiple of 64 bytes.
    private static func pad(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) &* 8
        return padded
            + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
    }

    /// RFC 3174 §6.1, steps c to e.
    private mutating func takeBlock(_ words: [UInt32]) {
        var (a, b, c, d, e) = state
        for (index, word) in words.enumerated() {
            let (mixed, constant): (UInt32, UInt32) =
                switch index {
                case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
                case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = a.rotated(by: 5) &+ mixed &+ e &+ word &+ constant
            (a, b, c, d, e) = (next, a, b.rotated(by: 30), c, d)
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
    }
}

extension UInt32 {
    /// The bits moved to the left, those that fall out coming back on the right.
    fileprivate func rotated(by count: UInt32) -> UInt32 { self << count | self >> (32 - count) }
}
