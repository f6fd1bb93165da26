import CEgress

/// The loop in C, and those it sends to.
@safe final class PlainLoop {
    /// The sockets. Owned.
    private let receivers: OpaquePointer
    /// The loop. Owned; it refers to the sockets.
    private let loop: OpaquePointer
    /// How many sockets there are.
    private let count: Int

    struct NotHere: Error {}

    /// A loop that sends to so many sockets, which overflow, or are emptied by a thread.
    init(receivers count: Int, drains: Bool = false) throws {
        guard let receivers = unsafe egress_receivers_open(Int32(count), drains ? 1 : 0),
            let loop = unsafe egress_loop_create(receivers)
        else { throw NotHere() }
        unsafe self.receivers = receivers
        unsafe self.loop = loop
        self.count = count
    }

    deinit {
        unsafe egress_loop_destroy(loop)
        unsafe egress_receivers_close(receivers)
    }

    /// The ports of the sockets.
    var ports: [UInt16] { (0..<count).map { unsafe egress_receivers_port(receivers, Int32($0)) } }

    /// Nanoseconds to rewrite and seal a packet, without sending it.
    func sealingTime(packets: Int) -> Double { unsafe egress_loop_seal(loop, Int32(packets)) }

    /// Sends a run of `k` packets of `size` octets to each socket, so many times; how many packets the kernel took.
    func send(_ k: Int, size: Int = 1216, rounds: Int) -> Int {
        Int(unsafe egress_loop_send(loop, Int32(k), Int32(size), Int32(rounds)))
    }

    /// Sends a run to each of the next `messages` sockets in turn; how many packets the kernel took.
    func replay(_ k: Int, size: Int, messages: Int) -> Int {
        Int(unsafe egress_loop_replay(loop, Int32(k), Int32(size), UInt64(messages)))
    }
}
