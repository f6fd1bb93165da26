internal import Bytes
internal import CLinux
internal import Glibc

extension SocketAddress {
    /// The address as the kernel wrote it; `nil` for a family that is neither IPv4 nor IPv6.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        let family = Int32(storage.ss_family)
        let read: SocketAddress? = unsafe withUnsafeBytes(of: &storage) { raw in
            switch family {
            case AF_INET:
                // Sound: a sockaddr_storage is larger than each family's structure and aligned for it.
                let v4 = unsafe raw.load(as: sockaddr_in.self)
                return SocketAddress(
                    IPAddress(v4: UInt32(bigEndian: v4.sin_addr.s_addr)), port: UInt16(bigEndian: v4.sin_port)
                )
            case AF_INET6:
                let v6 = unsafe raw.load(as: sockaddr_in6.self)
                let offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
                return SocketAddress(
                    IPAddress(
                        high: UInt64(
                            bigEndian: unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
                        low: UInt64(
                            bigEndian: unsafe raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
                    ),
                    port: UInt16(bigEndian: v6.sin6_port), scope: v6.sin6_scope_id)
            default:
                return nil
            }
        }
        guard let read else { return nil }
        self = read
    }

    /// Calls `body` with the address as the kernel wants it for a socket of this family.
    func withSystemAddress<Result>(
        family: AddressFamily, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch family {
        case .v4:
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = (ip.v4 ?? 0).bigEndian
            return unsafe withUnsafePointer(to: &address) { pointer in
                // Sound: sockaddr is the common start of every family's structure.
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .v6:
            var address = systemV6
            return unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
    }

    /// The address as an IPv6 socket wants it; IPv4 in its mapped form.
    var systemV6: sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_scope_id = scope
        unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { raw in
            unsafe raw.storeBytes(of: ip.high.bigEndian, toByteOffset: 0, as: UInt64.self)
            unsafe raw.storeBytes(of: ip.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }
}

/// The two families of addresses.
enum AddressFamily: Sendable {
    case v4, v6

    /// The family a socket needs to reach or to be `address`.
    init(of address: IPAddress) {
        self = address.isV4 ? .v4 : .v6
    }

    /// The kernel's number.
    var number: Int32 {
        switch self {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }
}
