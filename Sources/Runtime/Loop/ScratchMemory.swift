/// Memory that everything on one loop may use within a call, so that ten thousand idle connections own none.
@safe final class ScratchMemory {
    /// The largest datagram, and what one read from a stream takes at most.
    static let size = 64 * 1024

    /// Where bytes from the kernel land.
    let incoming = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    /// Where TLS puts what it opened.
    let opened = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    /// Where small pieces are gathered to one TLS record.
    let gathered = UnsafeMutableRawBufferPointer.allocate(byteCount: 16384, alignment: 64)
    /// Where TLS puts what it sealed: eight full records, and room for handshake messages.
    let sealed = UnsafeMutableRawBufferPointer.allocate(byteCount: 3 * size, alignment: 64)

    deinit {
        unsafe incoming.deallocate()
        unsafe opened.deallocate()
        unsafe gathered.deallocate()
        unsafe sealed.deallocate()
    }
}
