/// Immutable bytes that any number of connections may send at once without copying them.
///
/// A finished media segment, a rendered playlist or a static page is made once and referred to from thousands of
/// send queues. The memory goes when the last slice does.
@safe public final class SharedBytes: Sendable {
    /// The memory. Never written after `init`, which is what makes the class `Sendable`.
    private nonisolated(unsafe) let memory: UnsafeRawBufferPointer
    /// The descriptor of the file that `memory` maps from its first byte on, for sendfile(2). It lives as long as
    /// this object.
    public let file: Int32?
    /// Who frees the memory, and the file with it; `nil` when that is for us to do.
    private let keeper: (any AnyObject & Sendable)?

    /// Copies borrowed bytes.
    public convenience init(_ bytes: RawSpan) {
        self.init(count: bytes.byteCount) { target in
            // Sound: both sides hold `byteCount` bytes, and fresh memory overlaps nothing.
            unsafe bytes.withUnsafeBytes { source in unsafe target.copyMemory(from: source) }
        }
    }

    /// Copies an array.
    public convenience init(_ bytes: [UInt8]) {
        self.init(bytes.bytes)
    }

    /// Copies a string's UTF-8.
    public convenience init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// Allocates `count` bytes and lets `fill` write every one of them.
    @safe public init(count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let fresh = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        unsafe fill(UnsafeMutableRawBufferPointer(rebasing: fresh[..<count]))
        unsafe memory = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(fresh)[..<count])
        file = nil
        keeper = nil
    }

    /// Memory that maps a file whose bytes nobody changes any more; it stays as long as `keeper` does.
    @unsafe public init(
        mapping memory: UnsafeRawBufferPointer, of file: Int32, keptBy keeper: any AnyObject & Sendable
    ) {
        unsafe self.memory = memory
        self.file = file
        self.keeper = keeper
    }

    deinit {
        if keeper == nil { unsafe memory.deallocate() }
    }

    /// How many bytes there are.
    public var count: Int { unsafe memory.count }

    /// The bytes, borrowed from this object.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // Sound: the memory lives as long as self and is never written again.
            let view = unsafe RawSpan(_unsafeBytes: memory)
            return unsafe _overrideLifetime(view, borrowing: self)
        }
    }

    /// The memory itself, for system calls. Valid while this object lives.
    @unsafe public var unsafeMemory: UnsafeRawBufferPointer { unsafe memory }
}
