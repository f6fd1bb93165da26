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

    /// A request that came through a proxy, if `forwarded` names one's field.
    private func request(_ token: String, from address: String, forwarded: String?) -> Request {
        var request = request(token, from: address)
        if let forwarded { request.fields.append("x-forwarded-for", forwarded) }
        return request
    }

    @Test(
        "behind a proxy on this machine a guesser holds up nobody but himself",
        arguments: ["203.0.113.10", "2001:db8::1", "203.0.113.9, 203.0.113.10", nil])
    func proxied(forwarded: String?) {
        var gate = gate()
        for guess in 0..<12 {
            _ = gate.problem(
                with: request(
                    "guess-\(guess)", from: "127.0.0.1", forwarded: "198.51.100.\(guess), 203.0.113.9"),
                at: start)
        }
        let guesser = request(key, from: "::1", forwarded: "203.0.113.9")
        #expect(gate.problem(with: guesser, at: start)?.status == .tooManyRequests)
        #expect(gate.problem(with: request(key, from: "127.0.0.1", forwarded: forwarded), at: start) == nil)
    }

    @Test(
        "from another machine nobody can say to be somebody else", arguments: ["203.0.113.10", "nobody", ""])
    func forged(forwarded: String) {
        var gate = gate()
        for guess in 0..<10 {
            let request = request("guess-\(guess)", from: "203.0.113.9", forwarded: "192.0.2.\(guess)")
            _ = gate.problem(with: request, at: start)
        }
        let request = request(key, from: "203.0.113.9", forwarded: forwarded)
        #expect(gate.problem(with: request, at: start)?.status == .tooManyRequests)
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
