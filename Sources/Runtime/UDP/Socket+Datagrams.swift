internal import CLinux
internal import Glibc

extension Socket {
    /// A new datagram socket.
    init(datagramsOf family: AddressFamily) throws(SystemError) {
        try self.init(family, kind: SOCK_DGRAM)
    }

    /// Sets what a UDP port needs, before it is bound.
    ///
    /// A path's MTU is not believed and datagrams are never cut in pieces (IP_PMTUDISC_PROBE): media fits any path,
    /// a forged ICMP message must not make a viewer unreachable, and choosing no IP identifier saves a twentieth of
    /// the cost. A dual-stack socket needs the options of both families.
    func prepareForDatagrams(_ options: UDPOptions, namingLocalAddress: Bool) throws(SystemError) {
        if options.coalesces { try set(Int32(IPPROTO_UDP), UDP_GRO) }
        if options.readsArrival { try set(SOL_SOCKET, SO_TIMESTAMPNS) }
        try keepWhole()
        if options.readsECN { try set(Int32(IPPROTO_IP), IP_RECVTOS) }
        switch family {
        case .v4:
            if namingLocalAddress { try set(Int32(IPPROTO_IP), IP_PKTINFO) }
        case .v6:
            if options.readsECN { try set(Int32(IPPROTO_IPV6), IPV6_RECVTCLASS) }
            // Brings the address of IPv4 datagrams too, in its mapped form.
            if namingLocalAddress { try set(Int32(IPPROTO_IPV6), IPV6_RECVPKTINFO) }
        }
    }

    /// A second socket on the port that this one is bound to, which only sends.
    ///
    /// The port is ours alone when this is asked for, since the first did not share it when it was bound: whoever binds it
    /// later is refused, unless it is the same user's and says that it shares.
    func sendingCompanion() throws(SystemError) -> Socket {
        let companion = try Socket(datagramsOf: family)
        try companion.keepWhole()
        try set(SOL_SOCKET, SO_REUSEPORT)
        try companion.set(SOL_SOCKET, SO_REUSEPORT)
        try companion.bind(to: try localAddress())
        guard starling_receive_by_first(companion.descriptor.number) == 0 else {
            throw SystemError("setsockopt")
        }
        return companion
    }

    /// Lets what is sent arrive whole or not at all.
    private func keepWhole() throws(SystemError) {
        try set(Int32(IPPROTO_IP), IP_MTU_DISCOVER, IP_PMTUDISC_PROBE)
        if family == .v6 { try set(Int32(IPPROTO_IPV6), IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE) }
    }

    /// Lets `size` bytes wait to be sent, or as many as the system allows; returns how many.
    func enlargeSendBuffer(to size: Int) throws(SystemError) -> Int {
        try enlarge(SO_SNDBUF, beyondLimit: SO_SNDBUFFORCE, to: size)
    }

    /// Lets `size` bytes wait to be received, or as many as the system allows; returns how many.
    func enlargeReceiveBuffer(to size: Int) throws(SystemError) -> Int {
        try enlarge(SO_RCVBUF, beyondLimit: SO_RCVBUFFORCE, to: size)
    }

    private func enlarge(
        _ option: Int32, beyondLimit privileged: Int32, to size: Int
    ) throws(SystemError) -> Int {
        let wanted = Int32(clamping: size)
        do throws(SystemError) {
            try set(SOL_SOCKET, privileged, wanted)
        } catch {
            // Without CAP_NET_ADMIN the limit is net.core.wmem_max or rmem_max, to which the kernel clamps.
            try set(SOL_SOCKET, option, wanted)
        }
        // The kernel doubles what it was given, for its own bookkeeping (socket(7)).
        return Int(try self.option(SOL_SOCKET, option)) / 2
    }
}
