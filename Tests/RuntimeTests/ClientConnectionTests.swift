import Bytes
import Foundation
import Runtime
import Testing
import Timing

/// Connections that we make: with TLS by a shared secret, and to a path of the file system.
struct ClientConnectionTests {
    /// Sends a text, and keeps what comes back.
    private final class AskingCore: StreamCore {
        let outbound = OutboundQueue()
        let wantsInput = true
        let nextDeadline: Instant? = nil
        private(set) var ending: StreamEnding?
        private var received: [UInt8] = []
        private let sent: [UInt8]
        private let done: @Sendable (Bool) -> Void

        init(_ sent: [UInt8], done: @escaping @Sendable (Bool) -> Void) {
            self.sent = sent
            self.done = done
            outbound.append(sent)
        }

        func handle(_ bytes: RawSpan, at now: Instant) {
            received.append(bytes)
            if received.count >= sent.count { ending = .orderly }
        }
        func handleEndOfInput(at now: Instant) { ending = .orderly }
        func handleSent(at now: Instant) {}
        func handleTimeout(at now: Instant) {}
        func handleDisconnect(at now: Instant) { done(received == sent) }
    }

    /// Sends a byte, and another from within what comes back, until there were so many.
    private final class RallyingCore: StreamCore {
        let outbound = OutboundQueue()
        let wantsInput = true
        let nextDeadline: Instant? = nil
        private(set) var ending: StreamEnding?
        /// The connection, which is told at once that there is more to send.
        weak var connection: TCPConnection?
        private var left: Int
        private let done: @Sendable (Bool) -> Void

        init(_ count: Int, done: @escaping @Sendable (Bool) -> Void) {
            left = count
            self.done = done
            outbound.append([1])
        }

        func handle(_ bytes: RawSpan, at now: Instant) {
            left -= 1
            if left > 0 { outbound.append([1]) } else { ending = .orderly }
            connection?.settle()
        }
        func handleEndOfInput(at now: Instant) { ending = .orderly }
        func handleSent(at now: Instant) {}
        func handleTimeout(at now: Instant) {}
        func handleDisconnect(at now: Instant) { done(left == 0) }
    }

    /// A loop from which connections are made.
    private actor Caller: LoopResident {
        nonisolated let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }
        let poller: Poller
        private var connection: TCPConnection?
        /// Why the last connection has no TLS.
        var failure: String? { connection?.handshakeFailure }

        init() throws {
            loop = try EventLoop(name: "caller")
            poller = try Poller()
            try loop.run(self)
        }

        /// Whether so many bytes came back, each sent from within the last.
        func rally(_ count: Int, at address: SocketAddress, tls: TLSContext) async throws -> Bool {
            let (results, result) = AsyncStream<Bool>.makeStream()
            let core = RallyingCore(count) { result.yield($0) }
            let connection = try TCPConnection(to: address, tls: tls, on: poller, core: core) { _ in
                result.yield(false)
            }
            self.connection = connection
            core.connection = connection
            var iterator = results.makeAsyncIterator()
            return await iterator.next() ?? false
        }

        /// Whether what was sent came back.
        func echo(_ bytes: [UInt8], at place: Place) async throws -> Bool {
            let (results, result) = AsyncStream<Bool>.makeStream()
            let core = AskingCore(bytes) { result.yield($0) }
            // Without a handshake there was no core that would tell.
            let closed: (TCPConnection) -> Void = { _ in result.yield(false) }
            switch place {
            case .address(let address, let tls):
                connection = try TCPConnection(to: address, tls: tls, on: poller, core: core, closed: closed)
            case .path(let path):
                connection = try TCPConnection(toPath: path, on: poller, core: core, closed: closed)
            }
            var iterator = results.makeAsyncIterator()
            return await iterator.next() ?? false
        }
    }

    private enum Place: Sendable {
        case address(SocketAddress, TLSContext)
        case path(String)
    }

    private static let data = [UInt8]((0..<500_000).map { UInt8(truncatingIfNeeded: $0 * 31) })
    private static let secret = [UInt8](repeating: 7, count: 32)

    /// A server that listens, and where.
    private static func listen(_ tls: TLSContext) async throws -> (EchoServer, SocketAddress) {
        let server = try EchoServer()
        return (server, try await server.listen(at: SocketAddress(.loopbackV4, port: 0), tls: tls))
    }

    @Test("both sides with the same secret speak; with another they do not", arguments: [true, false])
    func secret(isShared: Bool) async throws {
        let (server, address) = try await Self.listen(TLSContext(secret: Self.secret, isClient: false))
        defer { server.loop.stop() }
        let caller = try Caller()
        defer { caller.loop.stop() }
        let ours = isShared ? Self.secret : [UInt8](repeating: 8, count: 32)
        let context = try TLSContext(secret: ours, isClient: true)
        #expect(try await caller.echo(Self.data, at: .address(address, context)) == isShared)
    }

    @Test("a server with a certificate, which is not ours, is not believed")
    func certificate() async throws {
        let folder = try TemporaryFolder()
        let (server, address) = try await Self.listen(folder.makeTLSContext())
        defer { server.loop.stop() }
        let caller = try Caller()
        defer { caller.loop.stop() }
        let context = try TLSContext(secret: Self.secret, isClient: true)
        #expect(try await caller.echo([1], at: .address(address, context)) == false)
    }

    /// Who is trusted, what the server is called, and whether they speak then.
    private static let trusts: [(trusts: String, host: String, speaks: Bool)] = [
        ("its certificate", "localhost", true), ("its certificate", "127.0.0.1", true),
        ("its certificate", "elsewhere.example", false), ("its certificate", "127.0.0.2", false),
        ("the system", "localhost", false), ("anybody", "elsewhere.example", true),
    ]

    @Test("a server is believed that shows a trusted certificate for its name", arguments: trusts)
    func trust(trusts: String, host: String, speaks: Bool) async throws {
        let folder = try TemporaryFolder()
        let (server, address) = try await Self.listen(folder.makeTLSContext())
        defer { server.loop.stop() }
        let caller = try Caller()
        defer { caller.loop.stop() }
        let trust: TLSTrust =
            switch trusts {
            case "its certificate": .file(folder.path + "/certificate.pem")
            case "the system": .system
            default: .anybody
            }
        let context = try TLSContext(to: host, trusting: trust)
        #expect(try await caller.echo(Self.data, at: .address(address, context)) == speaks)
        #expect(await caller.failure?.hasPrefix("the certificate is not believed: ") == (speaks ? nil : true))
    }

    @Test("who answers from within what arrives keeps its connection")
    func rally() async throws {
        let (server, address) = try await Self.listen(TLSContext(secret: Self.secret, isClient: false))
        defer { server.loop.stop() }
        let caller = try Caller()
        defer { caller.loop.stop() }
        let context = try TLSContext(secret: Self.secret, isClient: true)
        #expect(try await caller.rally(10, at: address, tls: context))
    }

    @Test("a file without certificates is no reason to trust anybody")
    func noCertificates() throws {
        #expect(throws: TLSError.self) { try TLSContext(to: "a", trusting: .file("/dev/null")) }
    }

    @Test("a path is for this user only, is taken once, and again when who had it has ended")
    func path() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/plane"
        let first = try LocalEcho(at: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let caller = try Caller()
        defer { caller.loop.stop() }
        #expect(try await caller.echo(Self.data, at: .path(path)))
        #expect(throws: SystemError.self) { try LocalEcho(at: path) }
        first.loop.stop()
        // A process that was killed leaves the file behind.
        let stale = try Python.run(
            "import socket,os; s=socket.socket(socket.AF_UNIX); s.bind('\(folder.path)/stale'); print('bound')"
        )
        #expect(stale == "bound\n")
        let second = try LocalEcho(at: folder.path + "/stale")
        defer { second.loop.stop() }
        #expect(try await caller.echo([1, 2, 3], at: .path(folder.path + "/stale")))
    }

    /// A loop that echoes at a path.
    private actor LocalEcho: LoopResident {
        nonisolated let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }
        let poller: Poller
        private let connections: Connections

        init(at path: String) throws {
            loop = try EventLoop(name: "local")
            poller = try Poller()
            connections = try Connections(at: path, on: poller)
            try loop.run(self)
        }

        private final class Connections {
            private var listener: LocalListener?
            private var open: [ObjectIdentifier: TCPConnection] = [:]

            init(at path: String, on poller: Poller) throws {
                listener = try LocalListener(at: path, on: poller) { [unowned self] socket, peer in
                    let connection = try? TCPConnection(
                        socket, peer: peer, on: poller, core: { _ in EchoCore() },
                        closed: { [unowned self] in open[ObjectIdentifier($0)] = nil })
                    if let connection { open[ObjectIdentifier(connection)] = connection }
                }
            }
        }
    }
}
