import Bytes
import Crypto
import Foundation
import Programs
import Runtime
import Testing
import Timing

/// The runtime is where sockets are, so its tests use real ones, on loopback and ports that the kernel picks. The
/// clients are curl's and OpenSSL's, which are not ours.
struct TCPConnectionTests {
    @Test(
        "a client gets its bytes back, over IPv4, IPv6 and a dual-stack port",
        arguments: [
            (IPAddress.loopbackV4, "127.0.0.1"), (.loopbackV6, "::1"), (.anyV6, "127.0.0.1"), (.anyV6, "::1"),
        ])
    func echoes(at ip: IPAddress, from host: String) async throws {
        let server = try EchoServer()
        defer { server.loop.stop() }
        let address = try await server.listen(at: SocketAddress(ip, port: 0))
        let reply = try Python.run(
            """
            import socket,sys
            s=socket.create_connection(('\(host)',\(address.port)),timeout=10)
            s.sendall(b'starling'*100000); s.shutdown(socket.SHUT_WR)
            got=b''
            while True:
                d=s.recv(65536)
                if not d: break
                got+=d
            print(got==b'starling'*100000)
            """)
        #expect(reply == "True\n")
    }

    @Test("a megabyte goes both ways through TLS, and ALPN chooses", arguments: ["TLSv1_2", "TLSv1_3"])
    func echoesSealed(version: String) async throws {
        let folder = try TemporaryFolder()
        let context = try folder.makeTLSContext()
        let server = try EchoServer()
        defer { server.loop.stop() }
        let address = try await server.listen(at: SocketAddress(.loopbackV4, port: 0), tls: context)
        let reply = try Python.run(
            """
            import socket,ssl,threading
            c=ssl.create_default_context(cafile='\(folder.path)/certificate.pem')
            c.minimum_version=c.maximum_version=ssl.TLSVersion.\(version)
            c.set_alpn_protocols(['spdy','h2'])
            s=c.wrap_socket(socket.create_connection(('127.0.0.1',\(address.port)),timeout=10),server_hostname='localhost')
            data=bytes(range(256))*8192
            def send():
                s.sendall(data)
            t=threading.Thread(target=send); t.start()
            got=b''
            while len(got)<len(data):
                got+=s.recv(65536)
            t.join()
            print(got==data, s.selected_alpn_protocol(), s.version(), s.cipher()[0])
            """)
        #expect(reply.hasPrefix("True h2 TLSv1."))
        #expect(reply.contains("AES_128_GCM") || reply.contains("AES128-GCM"))
    }

    @Test("a client that takes nothing is let go once the core has given up, though sealed bytes wait for it")
    func letsGo() async throws {
        let folder = try TemporaryFolder()
        let server = try EchoServer { ImpatientCore() }
        defer { server.loop.stop() }
        let address = try await server.listen(
            at: SocketAddress(.loopbackV4, port: 0), tls: folder.makeTLSContext())
        let client = Task.detached {
            try Python.run(
                """
                import socket,ssl,time
                c=ssl.create_default_context(cafile='\(folder.path)/certificate.pem')
                s=c.wrap_socket(socket.create_connection(('127.0.0.1',\(address.port)),timeout=10),server_hostname='localhost')
                s.sendall(b'go')
                # What is not read keeps the socket full; a reset or an end shows as soon as the buffer has been read.
                time.sleep(1.5); total=0
                try:
                    while d:=s.recv(1<<20): total+=len(d)
                except OSError: pass
                print(0<total<64<<20)
                """)
        }
        for _ in 0..<500 where await server.openConnections == 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        for _ in 0..<120 where await server.openConnections > 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(await server.openConnections == 0)
        #expect(try await client.value == "True\n")
    }

    @Test("a connection that its client resets is forgotten")
    func forgets() async throws {
        let server = try EchoServer()
        defer { server.loop.stop() }
        let address = try await server.listen(at: SocketAddress(.loopbackV4, port: 0))
        _ = try Python.run(
            """
            import socket,struct
            for _ in range(50):
                s=socket.create_connection(('127.0.0.1',\(address.port)))
                s.sendall(b'x'*1000)
                s.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,struct.pack('ii',1,0))
                s.close()
            """)
        for _ in 0..<500 where await server.openConnections > 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(await server.openConnections == 0)
    }
}

/// Has much to say, and 200 ms later takes back what has not left and ends.
private final class ImpatientCore: StreamCore {
    let outbound = OutboundQueue()
    let wantsInput = true
    private(set) var nextDeadline: Instant?
    private(set) var ending: StreamEnding?

    func handle(_ bytes: RawSpan, at now: Instant) {
        guard nextDeadline == nil else { return }
        outbound.append(ByteSlice([UInt8](repeating: 7, count: 64 << 20)))
        nextDeadline = now.advanced(by: .milliseconds(200))
    }
    func handleTimeout(at now: Instant) {
        outbound.removeAll()
        nextDeadline = nil
        ending = .orderly
    }
    func handleEndOfInput(at now: Instant) {}
    func handleSent(at now: Instant) {}
    func handleDisconnect(at now: Instant) {}
}

/// Runs a script with the system's python3, a client that shares no code with us.
enum Python {
    static func run(_ script: String) throws -> String {
        try Program.run(["python3", "-c", script]).text
    }
}

/// A folder that goes with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "starling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A context with a certificate for localhost made into the folder.
    func makeTLSContext() throws -> TLSContext {
        let made = try Certificate(
            for: ["localhost"], addresses: ["127.0.0.1", "::1"], valid: .seconds(86_400), at: Clock.wall)
        try Data(made.certificatePEM).write(to: URL(fileURLWithPath: path + "/certificate.pem"))
        try Data(made.keyPEM).write(to: URL(fileURLWithPath: path + "/key.pem"))
        return try TLSContext(
            certificate: path + "/certificate.pem", key: path + "/key.pem", protocols: ["h2", "http/1.1"])
    }
}
