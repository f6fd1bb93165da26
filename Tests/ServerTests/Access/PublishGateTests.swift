import HTTP
import Platform
import Testing
import Timing

@testable import Server

struct PublishGateTests {
    private static let key = "north-wind-and-sun"
    private static let stageKey = "key-of-the-stage-only"
    private let stage: StreamName
    private let other: StreamName

    init() throws {
        stage = try #require(StreamName("stage"))
        other = try #require(StreamName("other"))
    }

    private func request(
        _ token: String? = nil, from address: String = "203.0.113.9", isLoopback: Bool = false,
        host: String = "live.example"
    ) -> Request {
        let fields: HeaderFields = token.map { ["authorization": "Bearer \($0)"] } ?? [:]
        let peer = Request.Peer(address: address, isLoopback: isLoopback, isSecure: true)
        return Request(method: .post, path: "/", authority: host, fields: fields, peer: peer)
    }

    private func gate(
        _ keys: [PublishKey] = [], isOpen: Bool = false, isReachableFromOutside: Bool = true
    ) -> PublishGate {
        PublishGate(
            PublishPolicy(keys: keys, isOpen: isOpen, isReachableFromOutside: isReachableFromOutside))
    }

    private var keyed: PublishGate {
        gate([PublishKey(Secret(Self.key)), PublishKey(Secret(Self.stageKey), for: stage)])
    }

    @Test("a key opens its stream, or all; none gets 401 and the way in, a wrong one 403")
    func keys() {
        var gate = keyed
        #expect(gate.problem(with: request(Self.key), for: stage, at: .zero) == nil)
        #expect(gate.problem(with: request(Self.key), for: other, at: .zero) == nil)
        #expect(gate.problem(with: request(Self.stageKey), for: stage, at: .zero) == nil)
        let missing = gate.problem(with: request(), for: stage, at: .zero)
        #expect(missing?.status == .unauthorized)
        #expect(missing?.fields["www-authenticate"] == "Bearer")
        for token in ["wrong", Self.stageKey] {
            let wrong = gate.problem(with: request(token), for: other, at: .zero)
            #expect(wrong?.status == .forbidden)
            #expect(wrong?.fields["www-authenticate"] == "Bearer error=\"invalid_token\"")
        }
    }

    @Test("a key that is set is needed on loopback as well")
    func loopbackWithKey() {
        var gate = gate([PublishKey(Secret(Self.key))], isReachableFromOutside: false)
        let request = request(from: "127.0.0.1", isLoopback: true, host: "localhost:8080")
        #expect(gate.problem(with: request, for: stage, at: .zero)?.status == .unauthorized)
    }

    @Test(
        "without a key this machine publishes by its own name, as long as nobody else is let in",
        arguments: [
            (false, true, "localhost:8080", true), (false, true, "127.0.0.1:8080", true),
            (false, true, "[::1]:8080", true), (false, true, "live.example", false),
            (false, false, "localhost:8080", false), (true, true, "localhost:8080", false),
        ])
    func loopback(isReachable: Bool, isLoopback: Bool, host: String, isAllowed: Bool) {
        var gate = gate(isReachableFromOutside: isReachable)
        let problem = gate.problem(
            with: request(from: "127.0.0.1", isLoopback: isLoopback, host: host), for: stage, at: .zero)
        #expect((problem == nil) == isAllowed)
        #expect(problem == nil || problem?.status == .forbidden)
        #expect(problem == nil || problem?.detail?.contains("--publish-key") == true)
    }

    @Test("open publishing asks nobody")
    func open() {
        var gate = gate(isOpen: true)
        #expect(gate.problem(with: request(), for: stage, at: .zero) == nil)
        #expect(gate.problem(with: request("anything"), for: stage, at: .zero) == nil)
    }

    @Test("who guesses is soon not listened to; others are")
    func guessing() {
        var gate = keyed
        for guess in 0..<10 { _ = gate.problem(with: request("guess-\(guess)"), for: stage, at: .zero) }
        let held = gate.problem(with: request(Self.key), for: stage, at: .zero)
        #expect(held?.status == .tooManyRequests)
        #expect(held?.response.fields["retry-after"] == "6")
        #expect(gate.problem(with: request(Self.key, from: "203.0.113.10"), for: stage, at: .zero) == nil)
    }

    @Test("a reload brings other keys")
    func reload() {
        var gate = keyed
        gate.policy = PublishPolicy(keys: [], isOpen: true, isReachableFromOutside: true)
        #expect(gate.problem(with: request(), for: stage, at: .zero) == nil)
    }
}
