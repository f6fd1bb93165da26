import CZlib

/// Packs bytes as gzip (RFC 1952). It owns one zlib stream of a quarter of a megabyte, made once and used again.
@safe public struct Gzip: ~Copyable {
    /// zlib's state, which it finds again by its address.
    private let stream: UnsafeMutablePointer<z_stream>

    /// A packer. Level 6 is zlib's own choice; 9 saves a per cent for twice the time, which is worth it for what is
    /// packed once.
    public init(level: Int = 6) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe starling_deflate_init_gzip(stream, Int32(min(max(level, 1), 9)))
        // With a level in bounds and the library we were built for, only memory can be missing.
        precondition(result == Z_OK, "zlib refuses to start: \(result)")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The bytes, packed; `nil` when they are too many for zlib.
    public mutating func pack(_ bytes: RawSpan) -> [UInt8]? {
        guard bytes.byteCount < Int(Int32.max), unsafe deflateReset(stream) == Z_OK else { return nil }
        let bound = unsafe Int(deflateBound(stream, UInt(bytes.byteCount)))
        // Sound: zlib reads `byteCount` bytes and never writes them, whatever the type of its pointer says; it
        // writes at most `bound` bytes, which by its documentation are enough to finish in one call.
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            unsafe bytes.withUnsafeBytes { source in
                let input = unsafe source.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: input)
                unsafe stream.pointee.avail_in = UInt32(source.count)
                unsafe stream.pointee.next_out = target.baseAddress
                unsafe stream.pointee.avail_out = UInt32(bound)
                let isDone = unsafe deflate(stream, Z_FINISH) == Z_STREAM_END
                precondition(isDone, "deflateBound was too small")
                count = unsafe bound - Int(stream.pointee.avail_out)
            }
        }
    }
}
