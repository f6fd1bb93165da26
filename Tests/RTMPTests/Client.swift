import Bytes
import Timing

@testable import RTMP

/// A publisher's side of a connection: what it would send, written by the rules and not by our code.
enum Client {
    /// C0, C1 and C2.
    static let handshake: [UInt8] = [3] + [UInt8](repeating: 0, count: 3072)

    /// A message in chunks of `size`, each with the octets that the format has.
    static func chunks(_ message: Message, on stream: UInt8 = 3, size: Int = 128) -> [UInt8] {
        let count = message.payload.count
        var bytes: [UInt8] = [stream]
        bytes += [
            UInt8(message.timestamp >> 16 & 0xFF), UInt8(message.timestamp >> 8 & 0xFF),
            UInt8(message.timestamp & 0xFF), UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF),
            UInt8(count & 0xFF), message.kind.rawValue, UInt8(message.streamID & 0xFF), 0, 0, 0,
        ]
        for start in stride(from: 0, to: max(count, 1), by: size) {
            if start > 0 { bytes.append(0xC0 | stream) }
            bytes += message.payload[start..<min(start + size, count)]
        }
        return bytes
    }

    static func command(_ name: String, _ number: Double, _ arguments: [AMFValue], on stream: UInt32 = 0)
        -> [UInt8]
    {
        chunks(Command(name, transaction: number, arguments).message(streamID: stream))
    }

    static func connect(_ application: String = "live", _ more: [AMFValue.Member] = []) -> [UInt8] {
        command(
            "connect", 1,
            [
                .object(
                    [
                        .init("app", .string(application)), .init("flashVer", .string("FMLE/3.0")),
                        .init("tcUrl", .string("rtmp://example.org:1935/\(application)")),
                    ] + more)
            ])
    }

    static func publish(_ name: String) -> [UInt8] {
        command("createStream", 2, [.null]) + command("publish", 3, [.null, .string(name)], on: 1)
    }

    static func media(_ kind: Message.Kind, _ payload: [UInt8], at time: UInt32 = 0) -> [UInt8] {
        chunks(Message(kind: kind, streamID: 1, timestamp: time, payload: payload), on: 4)
    }
}

/// A session and all that came out of it.
struct Driven {
    var session = PublisherSession(at: .zero)
    var events: [PublisherSession.Event] = []
    var sent: [UInt8] = []
    /// Whether whatever is asked for is granted.
    var accepts = true
    private var random = SystemRandomNumberGenerator()

    mutating func take(_ bytes: [UInt8], piece: Int = .max, at now: Instant = .zero) {
        var start = 0
        while start < bytes.count {
            let end = piece < bytes.count - start ? start + piece : bytes.count
            session.handle(Array(bytes[start..<end]).bytes, at: now, using: &random)
            drain(at: now)
            start = end
        }
    }

    mutating func drain(at now: Instant = .zero) {
        while let output = session.pollOutput() {
            switch output {
            case .transmit(let bytes): sent += bytes
            case .event(let event):
                events.append(event)
                if accepts, case .publishAsked = event { session.accept(at: now) }
            }
        }
    }

    var units: [PublishedUnit] {
        events.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    var end: PublisherEnd? {
        for case .ended(let end) in events { return end }
        return nil
    }

    /// What the server said behind its handshake.
    var messages: [Message] {
        var chunks = ChunkReader()
        var found: [Message] = []
        let said = Array(sent.dropFirst(3073))
        var reader = ByteReader(said.bytes)
        while let message = try? chunks.take(from: &reader) {
            if message.kind == .setChunkSize { try? chunks.setChunkSize((try? message.number()) ?? 0) }
            found.append(message)
        }
        return found
    }

    var commands: [Command] {
        messages.filter { $0.kind == .commandAMF0 }.compactMap { Command($0.payload, isAMF3: false) }
    }

    /// The codes of what was said of streams.
    var statuses: [String] { commands.compactMap { $0.arguments.last?["code"]?.text } }

    /// One that publishes.
    static func publishing(_ name: String = "studio") -> Driven {
        var driven = Driven()
        driven.take(Client.handshake + Client.connect() + Client.publish(name))
        return driven
    }
}
