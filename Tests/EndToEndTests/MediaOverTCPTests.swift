import Foundation
import Testing

/// Media for peers whose UDP is blocked, over the ports that are advertised as passive TCP candidates.
struct MediaOverTCPTests {
    @Test("a viewer over TCP has its check answered, and its ClientHello with a ServerHello")
    func connects() async throws {
        let server = try await RunningServer(["--media-port", "0"])
        let client = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Clients/ice_tcp.py")
        let answers = try output(of: "python3", client.path, server.http)
        #expect(answers == "check: success\nhello: ServerHello\n")
    }

    @Test("what is no frame of ours closes a connection, and half a frame keeps none for long")
    func strangers() async throws {
        let server = try await RunningServer(["--media-port", "0"])
        let port = try #require(server.log.firstMatch(of: /"first_port":(\d+)/)?.1)
        let answers = try output(
            of: "python3", "-c",
            """
            import socket, time
            def end(data):
                s=socket.create_connection(('127.0.0.1',\(port)),timeout=15)
                s.sendall(data)
                start=time.time()
                try: got=s.recv(1)
                except ConnectionError: got=b''
                return got==b'' and ('at once' if time.time()-start<5 else 'in time')
            print(end(b'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))
            print(end(b'\\0\\x40'+bytes(20)))
            """)
        #expect(answers == "at once\nin time\n")
    }

    @Test("connections take a quarter of all descriptors at most, and those of one address a quarter of that")
    func quota() async throws {
        let server = try await RunningServer(["--media-port", "0", "--workers", "1"], after: "ulimit -n 400")
        let port = try #require(server.log.firstMatch(of: /"first_port":(\d+)/)?.1)
        let answers = try output(
            of: "python3", "-c",
            """
            import select, socket, time
            def connect(source):
                return socket.create_connection(('127.0.0.1',\(port)),10,(source,0))
            made=[[connect('127.0.0.%d' % n) for _ in range(30)] for n in range(1,6)]
            # A connection that is not taken is closed at once; one that is, in ten seconds.
            time.sleep(2)
            kept=[len(each)-len(select.select(each,[],[],0)[0]) for each in made]
            print(kept)
            """)
        #expect(answers == "[25, 25, 25, 25, 0]\n")
        #expect(try output(of: "curl", "-s", server.http + "/healthz") == #"{"status":"ok"}"#)
    }
}
