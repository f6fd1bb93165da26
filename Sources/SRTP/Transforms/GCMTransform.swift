/// How the GCM profiles protect packets of one kind in one direction (RFC 7714).
///
///     RTP     header | ciphertext | tag               authentic with it: the header
///     RTCP    8 octets | ciphertext | tag | E index   the 8 octets and the last word
///     E = 0   packet | tag | 0 index                  the packet and the last word
///
/// Lengths are the caller's to check: each method says what it relies on.
@safe struct GCMTransform: ~Copyable {
    /// The cipher with the session key.
    private let key: GCMKey
    /// The session salt.
    private let salt: Nonce

    /// Takes the session keys from a derivation for the packets in question.
    init(
        _ derivation: borrowing KeyDerivation, profile: SRTPProfile, on engine: SRTPEngine,
        in pool: KeyPool? = nil
    ) {
        let key = derivation.key(.cipher, count: profile.keyCount)
        let salt = derivation.key(.salt, count: profile.saltCount)
        self.init(sessionKey: key.bytes, sessionSalt: salt.bytes, on: engine, in: pool)
    }

    /// Takes the session keys as they are.
    init(sessionKey: RawSpan, sessionSalt: RawSpan, on engine: SRTPEngine, in pool: KeyPool? = nil) {
        key = GCMKey(sessionKey, on: engine, in: pool)
        salt = Nonce(salt: sessionSalt)
    }

    /// Seals the packet whose header is at the start of `slot`, which has room for payload and tag behind it.
    @inline(__always)
    func sealRTP(
        _ payload: UnsafeRawBufferPointer, behind headerCount: Int, at slot: UnsafeMutableRawPointer,
        ssrc: UInt32, index: UInt64
    ) -> Bool {
        unsafe key.seal(
            salt.mixed(withSource: ssrc, index: index),
            aad: UnsafeRawBufferPointer(start: slot, count: headerCount), plain: payload,
            to: slot + headerCount)
    }

    /// Opens a packet, which has at least a tag behind its header, to `slot`, which has room for all of it.
    func openRTP(
        _ packet: UnsafeRawBufferPointer, headerCount: Int, to slot: UnsafeMutableRawPointer, ssrc: UInt32,
        index: UInt64
    ) -> Bool {
        let header = unsafe packet.part(0..<headerCount)
        unsafe slot.write(header)
        return unsafe key.open(
            salt.mixed(withSource: ssrc, index: index), aad: header,
            sealed: packet.part(headerCount..<packet.count), to: slot + headerCount)
    }

    /// Seals a packet of at least 8 octets to `slot`, which has room for it, the tag and a word.
    func sealRTCP(
        _ packet: UnsafeRawBufferPointer, to slot: UnsafeMutableRawPointer, ssrc: UInt32, trailer: RTCPTrailer
    ) -> Bool {
        let header = unsafe packet.part(0..<RTCPHead.count)
        unsafe slot.write(header)
        unsafe (slot + packet.count + GCMKey.tagCount).write(trailer.word)
        return unsafe Self.withAAD(header, trailer) {
            unsafe key.seal(
                nonce(ssrc, trailer), aad: $0, plain: packet.part(RTCPHead.count..<packet.count),
                to: slot + RTCPHead.count)
        }
    }

    /// Opens a packet, which has 8 octets, tag and word at least, to `slot`, which has room for all of it.
    func openRTCP(
        _ packet: UnsafeRawBufferPointer, to slot: UnsafeMutableRawPointer, ssrc: UInt32, trailer: RTCPTrailer
    ) -> Bool {
        let sealedEnd = packet.count - RTCPTrailer.count
        guard trailer.isEncrypted else {
            // Only the tag is "ciphertext". What it covers is not in one piece on the wire, but is in the slot.
            let clearCount = sealedEnd - GCMKey.tagCount
            unsafe slot.write(packet.part(0..<clearCount))
            unsafe (slot + clearCount).write(trailer.word)
            let aad = unsafe UnsafeRawBufferPointer(start: slot, count: clearCount + RTCPTrailer.count)
            return unsafe key.open(
                nonce(ssrc, trailer), aad: aad, sealed: packet.part(clearCount..<sealedEnd),
                to: slot + aad.count)
        }
        let header = unsafe packet.part(0..<RTCPHead.count)
        unsafe slot.write(header)
        return unsafe Self.withAAD(header, trailer) {
            unsafe key.open(
                nonce(ssrc, trailer), aad: $0, sealed: packet.part(RTCPHead.count..<sealedEnd),
                to: slot + RTCPHead.count)
        }
    }

    /// The nonce of an RTCP packet.
    private func nonce(_ ssrc: UInt32, _ trailer: RTCPTrailer) -> Nonce {
        salt.mixed(withSource: ssrc, index: UInt64(trailer.index))
    }

    /// Calls `body` with the 8 octets of a header and the word behind them, which are not together on the wire.
    private static func withAAD(
        _ header: UnsafeRawBufferPointer, _ trailer: RTCPTrailer, _ body: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        var octets = InlineArray<12, UInt8>(repeating: 0)
        var span = octets.mutableSpan
        return unsafe span.withUnsafeMutableBytes { octets in
            guard let start = octets.baseAddress else { return false }
            unsafe start.write(header)
            unsafe (start + RTCPHead.count).write(trailer.word)
            return unsafe body(UnsafeRawBufferPointer(octets))
        }
    }
}
