import Bytes
import Fuzzing
import ICE
import Timing

let path = Path(local: SocketAddress(.anyV6, port: 1), remote: SocketAddress(.loopbackV4, port: 2))

fuzz { datagram in
    _ = STUNMessage.receiverUfrag(in: datagram)
    if let message = STUNMessage(datagram) {
        _ = message.mappedAddress
        _ = message.isIntact(password: "VOkJxbRl1RmTxUk/WvJxBt")
    }
    // The password of RFC 5769's vectors, which the seeds are, so that what follows the proof is reached.
    var agent = LiteAgent(Credentials(ufrag: "evtj", password: "VOkJxbRl1RmTxUk/WvJxBt"), at: .zero)
    agent.handle(datagram, on: path, at: .zero)
    while let output = agent.pollOutput() {
        guard case .transmit(let answer, _) = output else { continue }
        precondition(answer.count <= datagram.byteCount)
    }
    var frames = StreamFrames()
    var reader = ByteReader(datagram)
    while frames.take(from: &reader) { precondition(frames.frame.byteCount > 0) }
}
