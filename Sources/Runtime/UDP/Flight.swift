public import Bytes

/// Messages on their way to the kernel from memory that is another's: nothing is copied, so what was encrypted into an
/// arena leaves from there.
///
///     var flight = port.flight(over: arena)
///     for message in messages { flight.add(message.range, to: message.peer, segmentSize: message.size) }
///
/// They go 32 a call, and the rest when this ends. What the kernel does not take is copied, to wait in the port as far as
/// there is room: the memory is free when this has ended, whatever became of it.
public struct Flight: ~Copyable, ~Escapable {
    /// Where they leave.
    private let port: UDPPort
    /// What they are of.
    private let bytes: RawSpan

    @_lifetime(copy bytes)
    init(_ port: UDPPort, over bytes: RawSpan) {
        self.port = port
        self.bytes = bytes
    }

    deinit {
        port.land()
    }

    /// Adds the bytes at `range`, all of them inside. `segmentSize` and `local` are as in `SendBatch.commit`.
    public mutating func add(
        _ range: Range<Int>, to peer: SocketAddress, from local: IPAddress? = nil, segmentSize: Int = 0
    ) {
        port.lend(bytes.extracting(range), to: peer, from: local, segmentSize)
    }
}
