internal import COpenSSL

/// The BIO between OpenSSL and an `Endpoint`, whose pointer it carries: one read is one datagram, and one write too.
///
/// OpenSSL's own memory BIO runs datagrams together, and its datagram BIO wants a socket.
enum DatagramBIO {
    /// The largest datagram that we send, of UDP payload. With the headers of IPv6 and UDP (48 bytes) it stays within
    /// the 1,280 bytes that every path carries (RFC 8200 §5).
    static let maximumDatagram = 1200

    /// OpenSSL's description of it; made once, kept for ever, and never changed after that.
    private nonisolated(unsafe) static let method: OpaquePointer = {
        guard
            let method = unsafe BIO_meth_new(
                Int32(BIO_TYPE_SOURCE_SINK) | BIO_get_new_index(), "starling-dtls")
        else {
            preconditionFailure("no memory for a BIO method at start")
        }
        unsafe BIO_meth_set_read(method) { bio, target, count in unsafe read(bio, target, count) }
        unsafe BIO_meth_set_write(method) { bio, source, count in unsafe write(bio, source, count) }
        unsafe BIO_meth_set_ctrl(method) { bio, command, _, pointer in unsafe control(bio, command, pointer) }
        return unsafe method
    }()

    /// A BIO for `endpoint`, which must outlive it.
    static func make(for endpoint: Endpoint) -> OpaquePointer? {
        guard let bio = unsafe BIO_new(method) else { return nil }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(endpoint).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    /// The endpoint behind a BIO.
    static func endpoint(of bio: OpaquePointer?) -> Endpoint? {
        // Sound: set above, and the endpoint frees the session, and this BIO with it, before it goes.
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<Endpoint>.fromOpaque(data).takeUnretainedValue()
    }

    private static func read(
        _ bio: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ count: Int32
    ) -> Int32 {
        unsafe starling_bio_clear_retry(bio)
        guard count > 0, let endpoint = unsafe endpoint(of: bio) else { return -1 }
        let taken = unsafe endpoint.takeDatagram(
            into: UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
        guard taken > 0 else {
            unsafe starling_bio_set_retry_read(bio)
            return -1
        }
        return Int32(clamping: taken)
    }

    private static func write(
        _ bio: OpaquePointer?, _ source: UnsafePointer<CChar>?, _ count: Int32
    ) -> Int32 {
        unsafe starling_bio_clear_retry(bio)
        guard count > 0, let endpoint = unsafe endpoint(of: bio) else { return 0 }
        unsafe endpoint.giveDatagram(UnsafeRawBufferPointer(start: source, count: Int(count)))
        return count
    }

    private static func control(
        _ bio: OpaquePointer?, _ command: Int32, _ pointer: UnsafeMutableRawPointer?
    ) -> Int {
        switch command {
        case BIO_CTRL_FLUSH: return 1
        case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
            if let pointer = unsafe pointer { unsafe endpoint(of: bio)?.timerChanged(pointer) }
            return 1
        // Everything else is answered with "none": nothing is pending, our limit has no overhead, no MTU was exceeded.
        default: return 0
        }
    }
}
