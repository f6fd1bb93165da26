import Platform
import Signaling
import Simulation
import Testing

@testable import Server

/// What a media node is told when it is there again.
struct PlaneDebtsTests {
    private let stage: StreamName
    private let other: StreamName
    private let host: StreamName
    private let session: SessionLocation

    init() throws {
        var random = SeededGenerator(seed: 6)
        stage = try #require(StreamName("main"))
        other = try #require(StreamName("other"))
        host = try #require(StreamName("main~7hq2k9x0ab"))
        session = SessionLocation(role: .viewer, stream: stage, id: SessionID(using: &random))
    }

    @Test("sessions are closed later, once, and not in a node that never had them")
    func sessions() {
        var debts = PlaneDebts()
        #expect(debts.put(off: .close(session)) == .closed(nil))
        #expect(debts.due(toNew: false) == [.close(session)] && debts.due(toNew: false).isEmpty)
        _ = debts.put(off: .close(session))
        #expect(debts.due(toNew: true).isEmpty)
    }

    @Test("what names stand for is told whenever the node is there again, whatever it was told before")
    func names() {
        var debts = PlaneDebts()
        debts.note(.name(stage, as: host))
        #expect(debts.put(off: .name(stage, as: host)) == .named)
        for isNew in [false, true, false] { #expect(debts.due(toNew: isNew) == [.name(stage, as: host)]) }
        #expect(debts.take(.named, to: .name(stage, as: host)) == .named)
        #expect(debts.due(toNew: true) == [.name(stage, as: host)])
    }

    @Test("a name that stands for its own stream again is told until a node has heard it")
    func released() {
        var debts = PlaneDebts()
        debts.note(.name(stage, as: host))
        debts.note(.name(stage, as: nil))
        #expect(debts.due(toNew: false) == [.name(stage, as: nil)])
        debts.note(.name(stage, as: host))
        // The answer to what was said before says nothing of what was said since.
        _ = debts.take(.named, to: .name(stage, as: nil))
        #expect(debts.due(toNew: false) == [.name(stage, as: host)])
        debts.note(.name(stage, as: nil))
        // The way there was cut before the answer came; whoever asked goes on.
        #expect(debts.take(nil, to: .name(stage, as: nil)) == .named)
        #expect(debts.due(toNew: false) == [.name(stage, as: nil)])
        _ = debts.take(.named, to: .name(stage, as: nil))
        #expect(debts.due(toNew: false).isEmpty)
        debts.note(.name(other, as: nil))
        #expect(debts.due(toNew: true).isEmpty)
    }

    @Test("what has to be answered cannot be put off, and what can is bounded")
    func bounds() {
        var debts = PlaneDebts()
        #expect(debts.put(off: .streams) == nil && debts.put(off: .session(session.id)) == nil)
        for number in 0..<20_000 {
            debts.note(.name(StreamName("s\(number)") ?? stage, as: host))
            _ = debts.put(off: .close(session))
        }
        #expect(debts.due(toNew: false).count == 20_000)
    }
}
