internal import CIPSecMB

/// The session keys of AES-CM with HMAC-SHA1 as libipsec-mb's lanes want them.
///
/// An object, since jobs keep it alive until they are done.
final class BatchKey {
    /// The library's key.
    let memory: KeyMemory
    /// The session salt.
    let salt: CounterBlock

    /// Derives the session keys for the RTP that `role` sends; `nil` for another profile, or on an engine without
    /// lanes.
    init?(_ keys: borrowing SRTPKeys, of role: SRTPRole, on engine: SRTPEngine) {
        guard keys.profile == .counterModeSHA1, var functions = unsafe engine.code else { return nil }
        let (keyCount, saltCount) = (keys.profile.keyCount, keys.profile.saltCount)
        let derivation = keys.withMaster(of: role) { KeyDerivation(key: $0, salt: $1, kind: .rtp) }
        let cipher = derivation.key(.cipher, count: keyCount)
        let code = derivation.key(.authentication, count: PacketCode.keyCount)
        salt = CounterBlock(salt: derivation.key(.salt, count: saltCount).bytes)
        memory = KeyMemory(byteCount: starling_counter_key_size())
        // Sound: the memory is as large and aligned as the library says, and the secrets have 16 and 20 octets.
        unsafe starling_counter_key_set(
            memory.memory.baseAddress, &functions, cipher.memory.baseAddress, code.memory.baseAddress)
    }
}
