internal import Bytes
internal import CLinux
internal import Glibc

/// What every socket of ours shares: made non-blocking and closed on exec, with options as plain calls.
struct Socket: ~Copyable, Sendable {
    /// The descriptor, closed with the socket.
    let descriptor: FileDescriptor
    /// Which family's addresses it takes.
    let family: AddressFamily

    /// A new socket of a kind, `SOCK_STREAM` or `SOCK_DGRAM`.
    init(_ family: AddressFamily, kind: __socket_type) throws(SystemError) {
        let number = starling_socket(family.number, Int32(kind.rawValue))
        guard number >= 0 else { throw SystemError("socket") }
        self.family = family
        descriptor = FileDescriptor(owning: number)
    }

    /// Takes over a connected descriptor.
    init(accepted number: Int32, family: AddressFamily) {
        self.family = family
        descriptor = FileDescriptor(owning: number)
    }

    /// Sets an integer option.
    func set(_ level: Int32, _ option: Int32, _ value: Int32 = 1) throws(SystemError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor.number, level, option, &value, size) == 0 else {
            throw SystemError("setsockopt")
        }
    }

    /// Reads an integer option.
    func option(_ level: Int32, _ option: Int32) throws(SystemError) -> Int32 {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor.number, level, option, &value, &size) == 0 else {
            throw SystemError("getsockopt")
        }
        return value
    }

    /// Binds to an address. `::` takes IPv4 as well, other addresses only their own family.
    func bind(to address: SocketAddress) throws(SystemError) {
        if family == .v6 { try set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, address.ip == .anyV6 ? 0 : 1) }
        let code = unsafe address.withSystemAddress(family: family) { pointer, length in
            unsafe Glibc.bind(descriptor.number, pointer, length)
        }
        guard code == 0 else { throw SystemError("bind") }
    }

    /// The address it is bound to.
    func localAddress() throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            // Sound: sockaddr is the common start of every family's structure, and the length says how large ours is.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor.number, $0, &length)
            }
        }
        guard code == 0, let address = SocketAddress(storage) else { throw SystemError("getsockname") }
        return address
    }
}
