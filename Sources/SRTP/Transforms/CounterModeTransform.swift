internal import Crypto

/// How AES_CM_128_HMAC_SHA1_80 protects packets of one kind in one direction (RFC 3711 §3, §4).
///
///     RTP     header | ciphertext | tag               the tag is over all before it, and the rollover counter
///     RTCP    8 octets | ciphertext | E index | tag   the tag is over all before it
///     E = 0   packet | 0 index | tag                  likewise
///
/// Lengths are the caller's to check: each method says what it relies on.
@safe struct CounterModeTransform: ~Copyable {
    /// The cipher with the session key.
    private let cipher: CounterCipher
    /// The authentication with its session key.
    private let code: PacketCode
    /// The session salt.
    private let salt: CounterBlock

    /// Takes the session keys from a derivation for the packets in question.
    init(_ derivation: borrowing KeyDerivation, profile: SRTPProfile) {
        cipher = CounterCipher(key: derivation.key(.cipher, count: profile.keyCount).bytes)
        code = PacketCode(key: derivation.key(.authentication, count: PacketCode.keyCount).bytes)
        salt = CounterBlock(salt: derivation.key(.salt, count: profile.saltCount).bytes)
    }

    /// Seals the packet whose header is at the start of `slot`, which has room for payload and tag behind it.
    func sealRTP(
        _ payload: UnsafeRawBufferPointer, behind headerCount: Int, at slot: UnsafeMutableRawPointer,
        ssrc: UInt32, index: UInt64
    ) -> Bool {
        let block = salt.mixed(withSource: ssrc, index: index)
        guard unsafe cipher.apply(block, to: payload, into: slot + headerCount) else { return false }
        let count = headerCount + payload.count
        unsafe code.withCode(
            over: UnsafeRawBufferPointer(start: slot, count: count), and: Self.rollover(index)
        ) { unsafe (slot + count).write($0) }
        return true
    }

    /// Opens a packet, which has at least a tag behind its header, to `slot`, which has room for all of it.
    func openRTP(
        _ packet: UnsafeRawBufferPointer, headerCount: Int, to slot: UnsafeMutableRawPointer, ssrc: UInt32,
        index: UInt64
    ) -> Bool {
        let count = packet.count - PacketCode.count
        guard unsafe isAuthentic(packet, and: Self.rollover(index)) else { return false }
        unsafe slot.write(packet.part(0..<headerCount))
        return unsafe cipher.apply(
            salt.mixed(withSource: ssrc, index: index), to: packet.part(headerCount..<count),
            into: slot + headerCount)
    }

    /// Seals a packet of at least 8 octets to `slot`, which has room for it, a word and the tag.
    func sealRTCP(
        _ packet: UnsafeRawBufferPointer, to slot: UnsafeMutableRawPointer, ssrc: UInt32, trailer: RTCPTrailer
    ) -> Bool {
        unsafe slot.write(packet.part(0..<RTCPHead.count))
        let block = salt.mixed(withSource: ssrc, index: UInt64(trailer.index))
        guard
            unsafe cipher.apply(
                block, to: packet.part(RTCPHead.count..<packet.count), into: slot + RTCPHead.count)
        else { return false }
        unsafe (slot + packet.count).write(trailer.word)
        let count = packet.count + RTCPTrailer.count
        unsafe code.withCode(over: UnsafeRawBufferPointer(start: slot, count: count)) {
            unsafe (slot + count).write($0)
        }
        return true
    }

    /// Opens a packet, which has 8 octets, word and tag at least, to `slot`, which has room for all of it.
    func openRTCP(
        _ packet: UnsafeRawBufferPointer, to slot: UnsafeMutableRawPointer, ssrc: UInt32, trailer: RTCPTrailer
    ) -> Bool {
        guard unsafe isAuthentic(packet) else { return false }
        let end = packet.count - PacketCode.count - RTCPTrailer.count
        let clearCount = trailer.isEncrypted ? RTCPHead.count : end
        unsafe slot.write(packet.part(0..<clearCount))
        return unsafe cipher.apply(
            salt.mixed(withSource: ssrc, index: UInt64(trailer.index)), to: packet.part(clearCount..<end),
            into: slot + clearCount)
    }

    /// Whether the tag at the end of `packet` is that of what is before it and of `word`.
    private func isAuthentic(_ packet: UnsafeRawBufferPointer, and word: UInt32? = nil) -> Bool {
        let count = packet.count - PacketCode.count
        return unsafe code.withCode(over: packet.part(0..<count), and: word) { code in
            // Sound: neither view leaves this call.
            unsafe ConstantTime.equal(
                RawSpan(_unsafeBytes: code), RawSpan(_unsafeBytes: packet.part(count..<packet.count)))
        }
    }

    /// The rollover counter of a packet's index.
    private static func rollover(_ index: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: index >> 16) }
}
