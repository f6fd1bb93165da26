import HTTP
import Platform
import Testing

@testable import Server

struct AccessPolicyTests {
    private static let key = "correct-horse-battery"

    private func request(
        token: String? = nil, host: String = "localhost:8080", origin: String? = nil, isLoopback: Bool = true
    ) -> Request {
        var fields = HeaderFields()
        if let token { fields.append("authorization", "Bearer \(token)") }
        if let origin { fields.append("origin", origin) }
        let address = isLoopback ? "127.0.0.1" : "203.0.113.9"
        let peer = Request.Peer(address: address, isLoopback: isLoopback, isSecure: false)
        return Request(method: .delete, path: "/", authority: host, fields: fields, peer: peer)
    }

    @Test(
        "once there is a key, it alone counts, wherever the request comes from",
        arguments: [
            (key, .allowed), (nil, .keyMissing), ("incorrect-horse-battery", .keyWrong),
            (String(key.dropLast()), .keyWrong), (key + "!", .keyWrong),
        ] as [(String?, AccessPolicy.Verdict)], [(true, false), (true, true), (false, true)])
    func keyed(_ sent: (token: String?, verdict: AccessPolicy.Verdict), _ place: (peer: Bool, outside: Bool))
    {
        let policy = AccessPolicy(adminKey: Secret(Self.key), isReachableFromOutside: place.outside)
        let request = request(token: sent.token, host: "live.example", isLoopback: place.peer)
        #expect(policy.verdict(on: request) == sent.verdict)
    }

    @Test(
        "without a key this machine may, while nobody else is listened to",
        arguments: [
            (true, false, .allowed), (true, true, .refused(.noKeyIsSet)),
            (false, true, .refused(.noKeyIsSet)),
            (false, false, .refused(.noKeyIsSet)),
        ] as [(Bool, Bool, AccessPolicy.Verdict)])
    func keyless(isLoopback: Bool, outside: Bool, verdict: AccessPolicy.Verdict) {
        let policy = AccessPolicy(adminKey: nil, isReachableFromOutside: outside)
        #expect(policy.verdict(on: request(isLoopback: isLoopback)) == verdict)
        #expect(policy.verdict(on: request(token: "any-token-at-all", isLoopback: isLoopback)) == verdict)
    }

    @Test(
        "without a key a page of our own may, and no page of another site",
        arguments: [
            ("localhost:8080", nil, true), ("localhost:8080", "http://localhost:8080", true),
            ("LOCALHOST:8080", "http://localhost:8080", true), ("[::1]:8080", "http://[::1]:8080", true),
            ("127.0.0.1", "http://127.0.0.1", true),
            ("studio.localhost:8443", "https://studio.localhost:8443", true),
            ("localhost:8080", "https://evil.example", false),
            ("localhost:8080", "http://localhost:3000", false),
            ("localhost:8080", "null", false), ("localhost:8080", "", false),
            ("evil.example:8080", "http://evil.example:8080", false), ("evil.example:8080", nil, false),
            ("127.0.0.1.evil.example", nil, false), ("localhost.evil.example", nil, false), ("", nil, false),
            ("[::1", nil, true), ("0.0.0.0:8080", nil, false),
        ] as [(String, String?, Bool)])
    func pages(host: String, origin: String?, isAllowed: Bool) {
        let policy = AccessPolicy(adminKey: nil, isReachableFromOutside: false)
        let verdict = policy.verdict(on: request(host: host, origin: origin))
        #expect(verdict == (isAllowed ? .allowed : .refused(.foreignPage)))
    }
}
