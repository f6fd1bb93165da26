internal import Bytes
internal import CLinux
internal import Glibc

/// The system's name look-up.
enum NameService {
    /// One getaddrinfo(3): it blocks.
    @Sendable static func addresses(
        of host: String, port: UInt16
    ) -> Result<[SocketAddress], ResolveError> {
        var hints = unsafe addrinfo()
        // One kind of socket, or every address comes three times.
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        let systemCode = errno
        defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
        guard code == 0 else { return .failure(failure(code, systemCode, host)) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe SocketAddress(entry.pointee.ai_addr, length: entry.pointee.ai_addrlen) {
                addresses.append(address.with(port: port))
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.notFound(host)) : .success(addresses)
    }

    /// What getaddrinfo's code means.
    private static func failure(_ code: Int32, _ systemCode: Int32, _ host: String) -> ResolveError {
        // EAI_NODATA hides behind _GNU_SOURCE.
        let noData: Int32 = -5
        switch code {
        case EAI_NONAME, noData: return .notFound(host)
        case EAI_SYSTEM:
            return .failed(host, reason: SystemError("getaddrinfo", code: systemCode).reason)
        default:
            // Sound: the text is static.
            return .failed(host, reason: unsafe String(cString: gai_strerror(code)))
        }
    }
}

extension SocketAddress {
    /// The address at `pointer`, `length` bytes long; `nil` for a family that is neither IPv4 nor IPv6.
    fileprivate init?(_ pointer: UnsafeMutablePointer<sockaddr>?, length: socklen_t) {
        guard let pointer = unsafe pointer, length <= MemoryLayout<sockaddr_storage>.size else { return nil }
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            // Sound: `length` bytes are there, and they fit by the guard.
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(length)))
        }
        self.init(storage)
    }
}
