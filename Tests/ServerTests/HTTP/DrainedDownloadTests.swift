import Bytes
import Foundation
import HTTP
import Programs
import Runtime
import Testing

@testable import Server

/// The end of a worker with a client in the middle of a download. It is the shell that must not be in a hurry, so the
/// sockets are real, and the client is Python's.
struct DrainedDownloadTests {
    /// Answers everything with sixteen megabytes: more than the sockets between us and the client hold.
    private struct Film: Service {
        static let size = 16 << 20
        let response = Response(
            type: "video/mp4", body: ByteSlice(SharedBytes([UInt8](repeating: 1, count: size))))

        func answer(_ request: Request, with responder: Responder) -> Answer { .now(response) }
    }

    /// Asks, and reads once it is told to.
    private static func client(port: UInt16) -> String {
        """
        import socket,ssl,sys
        c=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); c.check_hostname=False; c.verify_mode=ssl.CERT_NONE
        s=c.wrap_socket(socket.create_connection(('127.0.0.1',\(port)),timeout=20))
        s.sendall(b'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
        sys.stdin.readline(); got=0
        while d:=s.recv(65536): got+=len(d)
        print(got>=\(Film.size))
        """
    }

    @Test("what a client is reading when the server drains reaches it whole, and then the connection goes")
    func whole() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "starling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (chain, key) = (folder.path + "/certificate.pem", folder.path + "/key.pem")
        try Program.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", chain,
        ])
        let worker = try HTTPWorker(core: nil, service: Film(), maximumConnections: 10)
        let address = try await worker.listen(
            at: SocketAddress(.loopbackV4, port: 0),
            tls: TLSContext(certificate: chain, key: key, protocols: ["http/1.1"]))
        let (input, output) = (Pipe(), Pipe())
        let client = try Program(
            ["python3", "-c", Self.client(port: address.port)], input: input.fileHandleForReading,
            output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        while await worker.counters.sentBytes < 1 << 20 { try await Task.sleep(for: .milliseconds(5)) }
        await worker.drain()
        #expect(await worker.openConnections == 1)
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        #expect(try output.fileHandleForReading.readToEnd() == Data("True\n".utf8))
        #expect(client.waitUntilEnd() == 0)
        for _ in 0..<500 where await worker.openConnections > 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(await worker.openConnections == 0)
        await worker.stop()
    }
}
