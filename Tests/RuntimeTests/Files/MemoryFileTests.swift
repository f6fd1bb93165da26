import Bytes
import Foundation
import Runtime
import Testing
import Timing

/// Bytes that the kernel sends from its own pages. One after another, for they look at the process's descriptors.
@Suite(.serialized) struct MemoryFileTests {
    private static let content = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }

    @Test("large bytes are a file's, few are ordinary memory", arguments: [0, 1, FilePart.leastCount - 1])
    func small(count: Int) {
        let few = SharedBytes.forSending(Array(Self.content[..<count]).bytes)
        #expect(few.file == nil && few.count == count)
        let many = SharedBytes.forSending(Array(Self.content[...(count + FilePart.leastCount)]).bytes)
        let seen = [UInt8](many.bytes)
        #expect(many.file != nil && seen == Array(Self.content[...(count + FilePart.leastCount)]))
    }

    @Test("the descriptor is closed with the bytes")
    func descriptor() throws {
        var bytes: SharedBytes? = .forSending(Self.content.bytes)
        let link = "/proc/self/fd/\(try #require(bytes?.file))"
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link).hasPrefix("/memfd:starling"))
        bytes = nil
        let now = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        #expect(now?.hasPrefix("/memfd:starling") != true)
    }

    @Test("a file goes out whole and in its place, also to who reads slowly", arguments: [false, true])
    func sent(sealed: Bool) async throws {
        let folder = try TemporaryFolder()
        let server = try EchoServer { FileCore(ByteSlice(.forSending(Self.content.bytes))) }
        defer { server.loop.stop() }
        let address = try await server.listen(
            at: SocketAddress(.loopbackV4, port: 0), tls: sealed ? folder.makeTLSContext() : nil)
        try Data(Self.content).write(to: URL(fileURLWithPath: folder.path + "/content"))
        let reply = try Python.run(
            """
            import socket,ssl
            s=socket.socket(); s.setsockopt(socket.SOL_SOCKET,socket.SO_RCVBUF,8192); s.settimeout(20)
            s.connect(('127.0.0.1',\(address.port)))
            if \(sealed ? 1 : 0):
                c=ssl.create_default_context(cafile='\(folder.path)/certificate.pem')
                s=c.wrap_socket(s,server_hostname='localhost')
            s.sendall(b'go')
            got=b''
            while d:=s.recv(5000): got+=d
            content=open('\(folder.path)/content','rb').read()
            print(got==b'head'+content+b'middle'+content[70000:]+content[:70000]+b'tail')
            """)
        #expect(reply == "True\n")
    }
}

/// Answers the first bytes with parts of a file between bytes of its own, then ends.
private final class FileCore: StreamCore {
    private let file: ByteSlice
    let outbound = OutboundQueue()
    let wantsInput = true
    let nextDeadline: Instant? = nil
    private(set) var ending: StreamEnding?

    init(_ file: ByteSlice) {
        self.file = file
    }

    func handle(_ bytes: RawSpan, at now: Instant) {
        guard ending == nil else { return }
        outbound.append("head")
        outbound.append(file)
        outbound.append("middle")
        outbound.append(file.dropFirst(70_000))
        outbound.append(file.prefix(70_000))
        outbound.append("tail")
        ending = .orderly
    }

    func handleEndOfInput(at now: Instant) {}
    func handleSent(at now: Instant) {}
    func handleTimeout(at now: Instant) {}
    func handleDisconnect(at now: Instant) {}
}
