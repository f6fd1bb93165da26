/// The protection of packets of one kind in one direction, by the profile that was agreed on.
///
/// The methods are those of `GCMTransform` and `CounterModeTransform`, which say what they rely on.
@safe enum PacketTransform: ~Copyable {
    case gcm(GCMTransform)
    case counterMode(CounterModeTransform)

    /// Derives the session keys for the packets that `role` sends.
    init(
        _ keys: borrowing SRTPKeys, of role: SRTPRole, kind: KeyDerivation.Kind, on engine: SRTPEngine,
        in pool: KeyPool? = nil
    ) {
        let profile = keys.profile
        self = keys.withMaster(of: role) { key, salt in
            let derivation = KeyDerivation(key: key, salt: salt, kind: kind)
            return profile == .counterModeSHA1
                ? .counterMode(CounterModeTransform(derivation, profile: profile))
                : .gcm(GCMTransform(derivation, profile: profile, on: engine, in: pool))
        }
    }

    @inline(__always)
    func sealRTP(
        _ payload: UnsafeRawBufferPointer, behind headerCount: Int, at slot: UnsafeMutableRawPointer,
        ssrc: UInt32, index: UInt64
    ) -> Bool {
        switch self {
        case .gcm(let transform):
            unsafe transform.sealRTP(payload, behind: headerCount, at: slot, ssrc: ssrc, index: index)
        case .counterMode(let transform):
            unsafe transform.sealRTP(payload, behind: headerCount, at: slot, ssrc: ssrc, index: index)
        }
    }

    func openRTP(
        _ packet: UnsafeRawBufferPointer, headerCount: Int, to slot: UnsafeMutableRawPointer, ssrc: UInt32,
        index: UInt64
    ) -> Bool {
        switch self {
        case .gcm(let transform):
            unsafe transform.openRTP(packet, headerCount: headerCount, to: slot, ssrc: ssrc, index: index)
        case .counterMode(let transform):
            unsafe transform.openRTP(packet, headerCount: headerCount, to: slot, ssrc: ssrc, index: index)
        }
    }

    func sealRTCP(
        _ packet: UnsafeRawBufferPointer, to slot: UnsafeMutableRawPointer, ssrc: UInt32, trailer: RTCPTrailer
    ) -> Bool {
        switch self {
        case .gcm(let transform):
            unsafe transform.sealRTCP(packet, to: slot, ssrc: ssrc, trailer: trailer)
        case .counterMode(let transform):
            unsafe transform.sealRTCP(packet, to: slot, ssrc: ssrc, trailer: trailer)
        }
    }

    func openRTCP(
        _ packet: UnsafeRawBufferPointer, to slot: UnsafeMutableRawPointer, ssrc: UInt32, trailer: RTCPTrailer
    ) -> Bool {
        switch self {
        case .gcm(let transform):
            unsafe transform.openRTCP(packet, to: slot, ssrc: ssrc, trailer: trailer)
        case .counterMode(let transform):
            unsafe transform.openRTCP(packet, to: slot, ssrc: ssrc, trailer: trailer)
        }
    }
}
