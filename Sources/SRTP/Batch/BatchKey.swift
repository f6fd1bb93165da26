internal import CIPSecMB

/// The session keys of AES-CM with HMAC-SHA1 as libipsec-mb's lanes want them.
///
/// An object, since jobs keep it alive until they are done.
final class BatchKey {
    /// The library's key.
    let memory: KeyMemory
    /// The session salt.
    let salt: CounterBlock

    /// Prepares the session keys; `nil` when this engine has no lanes.
    init?(cipher: borrowing KeyMemory, code: borrowing KeyMemory, salt: CounterBlock, on engine: SRTPEngine) {
        guard var functions = unsafe engine.code else { return nil }
        memory = KeyMemory(byteCount: starling_counter_key_size())
        self.salt = salt
        // Sound: the memory is as large and aligned as the library says, and the secrets have 16 and 20 octets.
        unsafe starling_counter_key_set(
            memory.memory.baseAddress, &functions, cipher.memory.baseAddress, code.memory.baseAddress)
    }
}
