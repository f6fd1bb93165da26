internal import Bytes
internal import COpenSSL

/// Memory that holds secrets: aligned as libipsec-mb wants key schedules, and wiped before it is given back.
@safe struct KeyMemory: ~Copyable {
    /// The memory. Owned: nobody else frees it, and it stays where it is.
    let memory: UnsafeMutableRawBufferPointer
    /// Where it is from; `nil` when it was allocated for itself.
    private let pool: KeyPool?

    /// Zeroed memory, of a pool if there is one with room for so much.
    init(byteCount: Int, from pool: KeyPool? = nil) {
        if let pool, pool.fits(byteCount) {
            unsafe memory = pool.take()
            self.pool = pool
            return
        }
        unsafe memory = .allocate(byteCount: byteCount, alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        self.pool = nil
    }

    /// A copy of secret bytes.
    init(copying secret: RawSpan) {
        self.init(byteCount: secret.byteCount)
        // Sound: both have `byteCount` bytes, and the copy is new.
        unsafe secret.withUnsafeBytes { unsafe memory.copyMemory(from: $0) }
    }

    deinit {
        unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
        if let pool {
            unsafe pool.giveBack(memory)
        } else {
            unsafe memory.deallocate()
        }
    }

    /// What it holds.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // Sound: the memory lives as long as self, which the result borrows.
            let view = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(memory))
            return unsafe _overrideLifetime(view, borrowing: self)
        }
    }
}
