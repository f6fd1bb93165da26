import Bytes
import Testing

@testable import ICE

@Suite struct CheckListTests {
    private func path(_ port: UInt16, _ transport: Path.Transport = .udp) -> Path {
        Path(
            local: SocketAddress(.loopbackV4, port: 1), remote: SocketAddress(.loopbackV4, port: port),
            transport: transport)
    }

    private func pair(_ port: UInt16, _ priority: UInt32) -> CandidatePair {
        CandidatePair(path: path(port), localPriority: 1000, remotePriority: priority)
    }

    @Test("what was triggered comes first in order, then the best that waits")
    func order() {
        var list = CheckList()
        for (port, priority) in [(1, 5), (2, 7), (3, 6), (4, 1)] {
            list.insert(pair(UInt16(port), UInt32(priority)))
        }
        list.trigger(path(4))
        list.trigger(path(1))
        list.trigger(path(4))
        var taken: [UInt16] = []
        while let path = list.takeNext(as: .controlling, isConcluded: false) {
            taken.append(path.remote.port)
            list.update(path) { $0.state = .inProgress }
        }
        #expect(taken == [4, 1, 2, 3] && !list.hasWork(isConcluded: false))
    }

    @Test("once concluded, only what was triggered is checked")
    func concluded() {
        var list = CheckList()
        list.insert(pair(1, 5))
        list.insert(pair(2, 5))
        list.trigger(path(2))
        #expect(list.hasWork(isConcluded: true))
        #expect(list.takeNext(as: .controlled, isConcluded: true) == path(2))
        #expect(list.takeNext(as: .controlled, isConcluded: true) == nil && !list.hasWork(isConcluded: true))
    }

    @Test("a path is there once, with the priority that was signalled last, and the list is bounded")
    func bounds() {
        var list = CheckList()
        list.insert(pair(1, 5))
        list.insert(pair(1, 9))
        #expect(list.pairs.count == 1 && list.pairs[0].remotePriority == 9)
        for port in 2...500 { list.insert(pair(UInt16(port), 1)) }
        #expect(list.pairs.count == CheckList.limit)
        list.trigger(path(400))
        #expect(list.takeNext(as: .controlling, isConcluded: true) == nil)
    }

    @Test("there is hope while a better pair is open")
    func hope() throws {
        var list = CheckList()
        list.insert(pair(1, 5))
        list.insert(pair(2, 7))
        list.update(path(1)) { $0.state = .succeeded }
        let valid = try #require(list.bestValid(as: .controlling))
        #expect(list.hasHope(above: valid, as: .controlling))
        list.update(path(2)) { $0.state = .failed }
        #expect(!list.hasHope(above: valid, as: .controlling))
    }

    @Test("a restart keeps open connections, to be checked anew, and no addresses")
    func restart() {
        var list = CheckList()
        list.insert(pair(1, 5))
        list.insert(
            CandidatePair(
                path: path(2, .tcp(connection: 3)), localPriority: 1, remotePriority: 1, state: .succeeded))
        list.trigger(path(1))
        list.restart()
        #expect(list.pairs.map(\.path) == [path(2, .tcp(connection: 3))])
        #expect(list.takeNext(as: .controlling, isConcluded: true) == nil && list.activeCount == 1)
    }
}
