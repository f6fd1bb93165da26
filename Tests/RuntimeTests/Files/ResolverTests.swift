import Bytes
import Testing

@testable import Runtime

struct ResolverTests {
    private let pool: BlockingPool

    init() throws {
        pool = try BlockingPool(threads: 1, capacity: 1, name: "resolve")
    }

    @Test("localhost is a loopback address")
    func localhost() async throws {
        let addresses = try await Resolver(on: pool, timeLimit: .seconds(30)).addresses(
            of: "localhost", port: 80)
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { $0.ip.isLoopback && $0.port == 80 })
        #expect(Set(addresses).count == addresses.count)
    }

    @Test(
        "an address as text is answered without asking anyone",
        arguments: ["192.0.2.7", "2001:db8::7", "[2001:db8::7]", "::ffff:192.0.2.7"])
    func numeric(text: String) async throws {
        let resolver = Resolver(on: pool, timeLimit: .seconds(30)) { host, _ in .failure(.notFound(host)) }
        let ip = try #require(IPAddress(text))
        #expect(try await resolver.addresses(of: text, port: 5) == [SocketAddress(ip, port: 5)])
    }

    @Test(
        "what cannot be a name is refused without asking anyone",
        arguments: ["", "a b", "a\u{0}b", "a\nb", String(repeating: "a", count: 254)])
    func nonsense(name: String) async {
        let resolver = Resolver(on: pool, timeLimit: .seconds(30)) { host, _ in .failure(.notFound(host)) }
        await #expect(throws: ResolveError.notAName(name)) { try await resolver.addresses(of: name, port: 1) }
    }

    @Test("a name that nobody has is an error and no trap")
    func unknown() async {
        // RFC 6761 §6.4 keeps .invalid free of names. Without any name service the reason is another one.
        await #expect(throws: ResolveError.self) {
            try await Resolver(on: pool, timeLimit: .seconds(30)).addresses(of: "nobody.invalid", port: 1)
        }
    }

    @Test("a name service that does not answer costs its caller no more than the time limit")
    func timeOut() async throws {
        let gate = Semaphore()
        let resolver = Resolver(on: pool, timeLimit: .milliseconds(10)) { _, _ in
            gate.wait()
            return .success([])
        }
        await #expect(throws: ResolveError.timedOut("slow.example")) {
            try await resolver.addresses(of: "slow.example", port: 1)
        }
        gate.signal()
    }

    @Test("when the pool is full a look-up is refused at once")
    func busy() async throws {
        let started = Semaphore()
        let gate = Semaphore()
        #expect(
            pool.submit {
                started.signal()
                gate.wait()
            })
        #expect(started.wait(atMost: .seconds(10)))
        #expect(pool.submit {})
        await #expect(throws: ResolveError.busy) {
            try await Resolver(on: pool).addresses(of: "busy.example", port: 1)
        }
        gate.signal()
    }
}
