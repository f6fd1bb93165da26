public import Bytes
internal import CLinux
internal import Glibc

/// One address of one of this machine's interfaces.
public struct NetworkInterface: Hashable, Sendable {
    /// What the kernel calls the interface, such as `eth0`.
    public let name: String
    /// The address, with its scope where it is link-local.
    public let address: IPAddress

    /// The addresses of all interfaces that are up, in the kernel's order.
    public static var all: [NetworkInterface] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var found: [NetworkInterface] = []
        var next = unsafe first
        // Sound: the list is the kernel's answer as the C library laid it out, and lives until it is freed above.
        while let entry = unsafe next {
            if let interface = unsafe NetworkInterface(entry.pointee) { found.append(interface) }
            unsafe next = entry.pointee.ifa_next
        }
        return found
    }

    /// One entry of the list; `nil` when the interface is down or the address of another family.
    private init?(_ entry: ifaddrs) {
        guard unsafe entry.ifa_flags & UInt32(IFF_UP) != 0, let address = unsafe entry.ifa_addr else {
            return nil
        }
        // The entry has as many octets as its family needs, which is fewer than a sockaddr_storage.
        let size: Int
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { room in
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
        }
        guard let read = SocketAddress(storage) else { return nil }
        name = unsafe String(cString: entry.ifa_name)
        self.address = read.ip
    }
}
