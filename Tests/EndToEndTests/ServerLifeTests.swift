import Foundation
import Programs
import Testing

/// The built server as a user meets it: its own process, real sockets, curl as the client.
struct ServerLifeTests {
    @Test("it answers health, readiness, metrics, its description and the first page")
    func serves() async throws {
        let server = try await RunningServer()
        #expect(try output(of: "curl", "-s", server.http + "/healthz") == #"{"status":"ok"}"#)
        #expect(try output(of: "curl", "-s", server.httpV6 + "/readyz") == #"{"status":"ready"}"#)
        #expect(
            try output(of: "curl", "-s", server.http + "/metrics").contains("\nstarling_http_connections 1\n")
        )
        #expect(
            try output(of: "curl", "-s", server.http + "/api/v1/openapi.json").contains(
                "\"openapi\": \"3.1.0\""))
        let page = try output(of: "curl", "-s", "--compressed", "-i", server.http + "/")
        #expect(page.contains("<title>Starling</title>") && page.contains("content-encoding: gzip"))
    }

    @Test("HTTPS speaks HTTP/2 with a certificate that it made, and keeps it for the next start")
    func servesSecurely() async throws {
        let server = try await RunningServer(["--tls", "auto"])
        let certificate = server.folder.path + "/tls/certificate.pem"
        let answer = try output(
            of: "curl", "-s", "--http2", "--cacert", certificate, "-w", " %{http_version}",
            server.https + "/healthz")
        #expect(answer == #"{"status":"ok"} 2"#)
        let before = try Data(contentsOf: URL(fileURLWithPath: certificate))
        let key = try FileManager.default.attributesOfItem(atPath: server.folder.path + "/tls/key.pem")
        #expect((key[.posixPermissions] as? Int) == 0o600)
        let second = try await RunningServer(["--tls", "auto", "--data-dir", server.folder.path])
        #expect(!second.addresses.isEmpty)
        #expect(try Data(contentsOf: URL(fileURLWithPath: certificate)) == before)
    }

    @Test("unknown paths and methods get problems that a person understands")
    func refuses() async throws {
        let server = try await RunningServer()
        let missing = try output(of: "curl", "-s", "-i", server.http + "/nowhere")
        #expect(missing.hasPrefix("HTTP/1.1 404") && missing.contains("application/problem+json"))
        let method = try output(of: "curl", "-s", "-i", "-X", "DELETE", server.http + "/healthz")
        #expect(method.hasPrefix("HTTP/1.1 405") && method.contains("allow: GET, HEAD, OPTIONS"))
    }

    @Test(
        "SIGTERM and Ctrl-C end it with status 0, at once when nobody is connected",
        arguments: [SIGTERM, SIGINT])
    func ends(signal: Int32) async throws {
        let server = try await RunningServer(["--drain-timeout", "1h"])
        server.send(signal)
        #expect(try await server.waitForEnd() == 0)
        #expect(server.log.contains("\"draining\"") && server.log.contains("\"stopped\""))
    }

    @Test(
        "a client in the middle of a request holds the end up for the drain time, a second signal does not wait"
    )
    func drains() async throws {
        let patient = try await RunningServer(["--drain-timeout", "1h"])
        let client = try Program([
            "python3", "-c",
            """
            import socket,time
            s=socket.create_connection(('127.0.0.1',\(patient.port)))
            s.sendall(b'POST /healthz HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 10\\r\\n')
            time.sleep(60)
            """,
        ])
        defer { client.send(SIGTERM) }
        try await wait {
            try output(of: "curl", "-s", patient.http + "/metrics").contains("starling_http_connections 2")
        }
        patient.send(SIGTERM)
        try await wait { patient.log.contains("\"draining\"") }
        patient.send(SIGTERM)
        #expect(try await patient.waitForEnd() == 0)
    }

    @Test("SIGHUP takes what can change, says what cannot, and keeps the old when the file is wrong")
    func reloads() async throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "starling-\(UUID().uuidString).conf")
        defer { try? FileManager.default.removeItem(at: file) }
        try "http-keep-alive = 10s\n".write(to: file, atomically: true, encoding: .utf8)
        let server = try await RunningServer(["--config", file.path])
        try "http-keep-alive = 20s\nhttp-workers = 2\n".write(to: file, atomically: true, encoding: .utf8)
        server.send(SIGHUP)
        try await expectLog("configuration read again", of: server)
        #expect(server.log.contains("\"configuration changed\",\"key\":\"http-keep-alive\""))
        #expect(server.log.contains("\"configuration needs a restart\",\"key\":\"http-workers\""))
        try "http-keep-alive = soon\n".write(to: file, atomically: true, encoding: .utf8)
        server.send(SIGHUP)
        try await expectLog("configuration not taken", of: server)
        #expect(try output(of: "curl", "-s", server.http + "/healthz") == #"{"status":"ok"}"#)
    }

    @Test("every mistake in the flags is told in one go, with status 64")
    func mistakes() async throws {
        let outcome = try Program.run(
            [RunningServer.executable.path, "--http-prt", "80", "--drain-timeout", "soon"],
            environment: RunningServer.environment.merging(["STARLING_HTTP_PORT": "many"]) { $1 })
        let text = outcome.errors
        #expect(outcome.status == 64)
        #expect(text.contains("did you mean --http-port?") && text.contains("--drain-timeout: got \"soon\""))
        #expect(text.contains("STARLING_HTTP_PORT"))
    }

    @Test("a port that is taken is named, with status 69")
    func portTaken() async throws {
        let first = try await RunningServer()
        let second = try await RunningServer(["--http-port", "\(first.port)", "--listen", "127.0.0.1"])
        // The kernel lets loops of one process share a port, so another process must be told apart by us.
        #expect(try await second.waitForEnd() == 69)
        #expect(second.log.contains("cannot listen on 127.0.0.1:\(first.port)"))
    }

    @Test(
        "it raises its limit of open files and says what it got",
        arguments: ["ulimit -Sn 400", "ulimit -n 400"])
    func openFiles(preparation: String) async throws {
        let server = try await RunningServer(after: preparation)
        let limits = try String(
            contentsOfFile: "/proc/\(server.process.id)/limits", encoding: .utf8)
        let limit = try #require(limits.firstMatch(of: /Max open files +([0-9]+)/)?.1)
        // With the privilege also a hard limit rises; without, it stays, and we must say so.
        #expect(preparation.contains("-n") || limit != "400")
        #expect(server.log.contains("\"open_files\":\(limit),"))
        // The server keeps 256 for itself, and up to a quarter for media over TCP; 50,000 connections are the default.
        let files = try #require(Int(limit))
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let connections = min(files - 256 - min(4096, files / 4 / cores) * cores, 50_000)
        #expect(server.log.contains("\"connections_at_most\":\(connections)}"))
    }

    /// A signal from outside is not repeated when the handler returns, as a crash would be, so that the second one
    /// ends the process.
    @Test("a crash prints where every loop was, by function, and ends the process")
    func crash() async throws {
        let server = try await RunningServer()
        server.send(SIGSEGV)
        try await expectLog("Images (", of: server)
        #expect(server.log.contains("Program crashed") && server.log.contains("\"http-0\""))
        #expect(server.log.contains(/[0-9]+ .* Poller\.turn\(.*\) \+ [0-9]+ in starling/))
        server.send(SIGSEGV)
        #expect(try await server.waitForEnd() == 128 + SIGSEGV)
    }

    private func expectLog(_ text: String, of server: RunningServer) async throws {
        #expect(try await wait { server.log.contains(text) }, "\(server.log)")
    }
}
