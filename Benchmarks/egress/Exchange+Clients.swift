import BenchClients
import Bytes
import ICE
import SFU
import Timing
import WebRTC

extension Exchange {
    /// Lets a client and our side of its session, which has begun, shake hands without a network.
    func connect(_ client: Client, in key: SessionKey, at now: inout Instant) {
        var slot = [UInt8](repeating: 0, count: 2048)
        while let peer = session(key)?.peer, !(peer.isConnected && client.peer.isConnected) {
            now = now.advanced(by: .milliseconds(1))
            for datagram in client.datagrams(at: now) { handle(datagram.bytes, on: client.path, at: now) }
            handleTimeout(at: now)
            while pollEvent() != nil {}
            var answers: [[UInt8]] = []
            drain(at: now) { transmit, bytes in
                if transmit.path == client.path { answers.append([UInt8](bytes)) }
            }
            for answer in answers { client.handle(answer, into: &slot, at: now) }
        }
    }
}
