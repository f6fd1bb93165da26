import Bytes
import ICE
import SFU
import Testing
import Timing

@Suite struct ExchangeTests {
    @Test("datagrams longer than any peer sends are dropped and counted, whatever they begin with")
    func tooLong() {
        let exchange = Exchange()
        let path = Path(
            local: SocketAddress(.loopbackV4, port: 1), remote: SocketAddress(.loopbackV4, port: 2))
        for count in [2048, 2049, 65_507] {
            exchange.handle([UInt8](repeating: 0x80, count: count).bytes, on: path, at: .zero)
        }
        #expect(exchange.drops.tooLong == 2)
        #expect(exchange.drops.unknownAddress == 1)
    }
}
