import Bytes
import HTTP
import Runtime
import Server

/// The server of http.bench: two bodies from memory and an echoing WebSocket, on one of the server's HTTP loops.
///
///     http-bench CORE CERTIFICATE KEY
///
/// Prints its plain and its secure port and serves until it is killed.
@main struct HTTPBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let core = arguments.count > 1 ? Int(arguments[1]) : nil
        let limit = OpenFileLimit.raise(to: 1 << 20)
        let worker = try HTTPWorker(core: core, service: Bodies(), maximumConnections: limit - 64)
        let plain = try await worker.listen(at: SocketAddress(.loopbackV4, port: 0), tls: nil)
        var ports = "\(plain.port)"
        if arguments.count > 3 {
            let context = try TLSContext(
                certificate: arguments[2], key: arguments[3], protocols: ["h2", "http/1.1"])
            let secure = try await worker.listen(at: SocketAddress(.loopbackV4, port: 0), tls: context)
            ports += " \(secure.port)"
        }
        let lines = try LineWriter(to: .standardOutput) { _ in "" }
        lines.write(ports)
        for await _ in try Signal.receive() { break }
        ProcessEnd.exit(0)
    }
}

/// Answers with one of two bodies that are shared by all who ask, or echoes.
private struct Bodies: Service {
    let small = Response(type: "application/octet-stream", body: Self.body(of: 1024))
    let large = Response(type: "application/octet-stream", body: Self.body(of: 1 << 20))

    func answer(_ request: Request, with responder: Responder) -> Answer {
        switch request.target {
        case "/1k.bin": .now(small)
        case "/1m.bin": .now(large)
        case "/ws": .webSocket(Echo())
        default: .now(Problem(.notFound, title: "Here are /1k.bin, /1m.bin and /ws").response)
        }
    }

    private static func body(of count: Int) -> ByteSlice {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        return ByteSlice(.forSending(bytes.bytes))
    }
}

/// Sends every message back.
private struct Echo: WebSocketService {
    var subprotocols: [String] { [] }
    var largestMessage: Int { 1 << 16 }

    func opened(_ socket: WebSocket, by request: Request, subprotocol: String?) {}
    func received(_ message: WebSocketMessage, on socket: WebSocket) { socket.send(message) }
    func closed(_ socket: WebSocket, code: UInt16) {}
}
