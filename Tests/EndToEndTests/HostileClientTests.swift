import Foundation
import Testing

/// Clients that break the rules against the built server: it stays up, says why in its counters, and others are
/// served meanwhile. The cores meet many more of them in their own tests, on virtual time.
struct HostileClientTests {
    @Test(
        "what is no request is refused and closed, and the next client is served",
        arguments: [
            (
                #"b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'"#,
                "400"
            ),
            (#"b'GET / HTTP/1.1\nHost: x\n\n'"#, "400"),
            (#"b'GET /'+b'a'*100000+b' HTTP/1.1\r\nHost: x\r\n\r\n'"#, "414"),
            (#"b'GET / HTTP/1.1\r\nHost: x\r\n'+b'a: b\r\n'*5000+b'\r\n'"#, "431"),
            (#"b'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'"#, ""),
            (#"bytes(range(256))*64"#, "400"),
        ])
    func malformed(bytes: String, status: String) async throws {
        let server = try await RunningServer()
        let answer = try output(
            of: "python3", "-c",
            """
            import socket
            s=socket.create_connection(('127.0.0.1',\(server.port)),timeout=10)
            try:
                s.sendall(\(bytes))
                got=b''
                while True:
                    d=s.recv(65536)
                    if not d: break
                    got+=d
            except ConnectionError:
                pass
            print(got.decode('latin1'))
            """)
        #expect(answer.contains("HTTP/1.1 " + status), "\(answer.prefix(200))")
        #expect(try output(of: "curl", "-s", server.http + "/healthz") == #"{"status":"ok"}"#)
    }

    @Test(
        "two thousand clients that drip a byte each leave the server quick for others, and no memory behind")
    func drips() async throws {
        let server = try await RunningServer(["--http-max-connections", "3000"])
        let answer = try output(
            of: "python3", "-c",
            """
            import socket,time,urllib.request
            held=[]
            for _ in range(2000):
                s=socket.create_connection(('127.0.0.1',\(server.port)),timeout=10); s.sendall(b'G'); held.append(s)
            for s in held: s.sendall(b'E')
            began=time.time()
            body=urllib.request.urlopen('\(server.http)/healthz',timeout=10).read()
            print(body.decode(), time.time()-began<5)
            for s in held: s.close()
            """)
        #expect(answer == "{\"status\":\"ok\"} True\n")
        let isOver = try await wait {
            try output(of: "curl", "-s", server.http + "/metrics").contains("starling_http_connections 1\n")
        }
        #expect(isOver, "connections of clients that left are still open")
    }

    @Test(
        "an HTTP/2 flood ends the connection that does it, and nobody else",
        arguments: [
            // Rapid reset: a request for / (RFC 7541 §6) and its end, again and again (CVE-2023-44487).
            "frame(1,5,2*n+1,bytes([0x82,0x86,0x84,0x41,1])+b'x')+frame(3,0,2*n+1,struct.pack('>I',8))",
            // Settings, each of which we must acknowledge (CVE-2019-9515).
            "frame(4,0,0,b'')",
            "frame(4,0,0,struct.pack('>HI',3,100)*20)",
            // Pings, likewise (CVE-2019-9512).
            "frame(6,0,0,b'12345678')",
        ])
    func floods(frames: String) async throws {
        let server = try await RunningServer()
        let answer = try output(
            of: "python3", "-c",
            """
            import socket,struct
            s=socket.create_connection(('127.0.0.1',\(server.port)),timeout=10)
            frame=lambda kind,flags,stream,body: struct.pack('>I',len(body))[1:]+bytes([kind,flags])+struct.pack('>I',stream)+body
            s.sendall(b'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n'+frame(4,0,0,b''))
            try:
                for n in range(200000): s.sendall(\(frames))
                print('never ended')
            except ConnectionError as e:
                print('ended')
            """)
        #expect(answer == "ended\n")
        #expect(try output(of: "curl", "-s", server.http + "/healthz") == #"{"status":"ok"}"#)
        let metrics = try output(of: "curl", "-s", server.http + "/metrics")
        #expect(metrics.contains("starling_http_connection_ends_total{reason=\"flood\"} 1"))
    }
}
