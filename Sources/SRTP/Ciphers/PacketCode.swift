internal import COpenSSL

/// HMAC-SHA1 with one key, cut to the 80 bits that SRTP sends (RFC 3711 §4.2.1).
struct PacketCode: ~Copyable {
    /// OpenSSL's two hash states, after the key.
    private let state: KeyMemory

    /// Octets that are sent.
    static let count = 10
    /// Octets of the key (RFC 3711 §5.2).
    static let keyCount = 20

    /// Prepares for a session key.
    init(key: RawSpan) {
        state = KeyMemory(byteCount: MemoryLayout<starling_hmac_sha1>.size)
        unsafe key.withUnsafeBytes { key in
            // Sound: the memory is as large as the structure, and aligned to more than it.
            unsafe starling_hmac_sha1_key(
                state.memory.baseAddress?.bindMemory(to: starling_hmac_sha1.self, capacity: 1),
                key.baseAddress, key.count)
        }
    }

    /// Calls `body` with the code over `message` and, behind it, `word` if there is one.
    func withCode<Value>(
        over message: UnsafeRawBufferPointer, and word: UInt32? = nil,
        _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        var code = InlineArray<20, UInt8>(repeating: 0)
        var span = code.mutableSpan
        let last = word?.bigEndian ?? 0
        let state = unsafe state.memory.assumingMemoryBound(to: starling_hmac_sha1.self)
        return unsafe span.withUnsafeMutableBufferPointer { code in
            unsafe withUnsafeBytes(of: last) { last in
                // Sound: 20 octets are what it writes.
                unsafe starling_hmac_sha1_code(
                    state.baseAddress, message.baseAddress, message.count, last.baseAddress,
                    word == nil ? 0 : last.count, code.baseAddress)
            }
            return unsafe body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(code)[..<Self.count]))
        }
    }
}
