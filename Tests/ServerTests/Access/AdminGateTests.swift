import HTTP
import Platform
import Testing
import Timing

@testable import Server

struct AdminGateTests {
    private let key = "correct-horse-battery"
    private let start = Instant.zero

    private func request(_ token: String?, from address: String = "203.0.113.9") -> Request {
        let fields: HeaderFields = token.map { ["authorization": "Bearer \($0)"] } ?? [:]
        let peer = Request.Peer(address: address, isLoopback: false, isSecure: true)
        return Request(method: .delete, path: "/", authority: "live.example", fields: fields, peer: peer)
    }

    private func gate() -> AdminGate {
        AdminGate(AccessPolicy(adminKey: Secret(key), isReachableFromOutside: true))
    }

    @Test("the right key passes; none and a wrong one get 401 and are told how to come in")
    func keys() {
        var gate = gate()
        #expect(gate.problem(with: request(key), at: start) == nil)
        let missing = gate.problem(with: request(nil), at: start)
        #expect(missing?.status == .unauthorized)
        #expect(missing?.fields["www-authenticate"] == "Bearer")
        let wrong = gate.problem(with: request("wrong-key"), at: start)
        #expect(wrong?.status == .unauthorized)
        #expect(wrong?.fields["www-authenticate"] == "Bearer error=\"invalid_token\"")
    }

    @Test("without a key on a server that others reach it is 403, and says what to do")
    func closed() {
        var gate = AdminGate(AccessPolicy(adminKey: nil, isReachableFromOutside: true))
        let problem = gate.problem(with: request(nil), at: start)
        #expect(problem?.status == .forbidden)
        #expect(problem?.detail?.contains("--admin-key") == true)
    }

    @Test("who guesses is soon not listened to, even with the right key; others are")
    func guessing() {
        var gate = gate()
        for guess in 0..<10 {
            #expect(gate.problem(with: request("guess-\(guess)"), at: start)?.status == .unauthorized)
        }
        let held = gate.problem(with: request(key), at: start)
        #expect(held?.status == .tooManyRequests)
        #expect(held?.response.fields["retry-after"] == "6")
        #expect(gate.problem(with: request(key, from: "203.0.113.10"), at: start) == nil)
        #expect(gate.problem(with: request(key), at: start.advanced(by: .seconds(6))) == nil)
    }

    @Test("requests without a key are no guesses")
    func noGuess() {
        var gate = gate()
        for _ in 0..<100 { _ = gate.problem(with: request(nil), at: start) }
        #expect(gate.problem(with: request(key), at: start) == nil)
    }

    @Test("no answer holds the key or what was sent for one")
    func secrets() {
        var gate = gate()
        let problem = gate.problem(with: request("my-other-password"), at: start)
        let body = String(decoding: problem?.json.bytes ?? [], as: UTF8.self)
        #expect(!body.isEmpty)
        #expect(!body.contains(key))
        #expect(!body.contains("my-other-password"))
    }
}
