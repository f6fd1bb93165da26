import Bytes
import FoundationEssentials
import Media
import Simulation
import Testing
import Timing

@testable import RTMP

@Suite struct PublisherSessionTests {
    /// What ffmpeg sent; Tests/Vectors/RTMP/README.md says how.
    static let capture: [UInt8] = {
        let folder = #filePath.dropLast("RTMPTests/PublisherSessionTests.swift".count)
        let file = URL(filePath: String(folder) + "Vectors/RTMP/ffmpeg-publish.bin")
        return (try? Data(contentsOf: file)).map { [UInt8]($0) } ?? []
    }()

    @Test("ffmpeg's stream is read, in pieces of any size", arguments: [1, 7, 100, 1537, 4096, 100_000])
    func ffmpeg(piece: Int) throws {
        var driven = Driven()
        driven.take(Self.capture, piece: piece)
        guard case .publishAsked(let request) = driven.events.first else {
            Issue.record("nothing was asked")
            return
        }
        #expect(request.application == "live" && request.name == "x" && request.key == "sixteen-letters!")
        #expect(request.host == "127.0.0.1" && request.encoder?.contains("Lavf") == true)
        let metadata = driven.events.compactMap { if case .described(let told) = $0 { told } else { nil } }
        #expect(metadata.first?.hasVideo == true && metadata.first?.hasAudio == true)
        let pictures = driven.units.filter { $0.codec == .h264 }
        #expect(pictures.map(\.time) == [0, 100, 200, 300, 400])
        #expect(pictures.map { $0.time + Int64($0.compositionTime) } == [200, 400, 300, 500, 600])
        #expect(pictures.map(\.isKeyframe) == [true, false, false, true, false])
        #expect(pictures.first?.configuration?.pictureSize == PictureSize(width: 32, height: 32))
        let sounds = driven.units.filter { $0.codec == .aac }
        #expect(sounds.count == 25 && sounds.first?.configuration?.sampleRate == 48_000)
        #expect(driven.events.contains(.unpublished) && driven.end == nil)
        #expect(driven.statuses.contains("NetStream.Publish.Start"))
    }

    @Test("a client that knows Enhanced RTMP is told what we take of it")
    func enhanced() {
        var driven = Driven()
        driven.take(Client.handshake + Client.connect("live", [.init("capsEx", .number(0))]))
        let properties = driven.commands.first?.arguments.first
        #expect(properties?["videoFourCcInfoMap"]?["hvc1"] == .number(4))
        var plain = Driven()
        plain.take(Client.handshake + Client.connect())
        #expect(plain.commands.first?.arguments.first?["fourCcList"] == nil)
        #expect(plain.statuses == ["NetConnection.Connect.Success"])
    }

    @Test("a key is found wherever encoders put it")
    func keys() {
        for (application, name) in [
            ("live", "a?key=b%21c"), ("live?token=b!c", "a"), ("live/?key=b!c", "a?x=1"),
            ("/live", "a?x=1&token=b!c"),
        ] {
            let address = Address(application: application, name: name)
            let key = address.parameters["key"] ?? address.parameters["token"]
            #expect(
                address.application == "live" && address.name == "a" && key == "b!c", "\(application) \(name)"
            )
        }
        #expect(Address.host(of: "rtmp://u:p@[::1]:1935/live") == "[::1]")
        #expect(Address.host(of: "live") == nil)
    }

    @Test("a refusal is told by its code and its words, and ends it")
    func refused() {
        var driven = Driven()
        driven.accepts = false
        driven.take(Client.handshake + Client.connect() + Client.publish("studio"))
        driven.session.refuse(.denied, "This is not a key to this stream")
        driven.drain()
        #expect(driven.statuses.last == "NetStream.Publish.Denied")
        #expect(driven.end == .refused("This is not a key to this stream"))
        let count = driven.sent.count
        driven.take(Client.publish("studio"))
        #expect(driven.sent.count == count)
    }

    @Test("a codec that is not taken is refused by name")
    func unfit() {
        var driven = Driven.publishing()
        driven.take(Client.media(.video, [0x22, 1, 2, 3]))
        #expect(driven.statuses.last == "NetStream.Publish.Denied")
        #expect(driven.end?.description.contains("Sorenson H.263") == true)
    }

    @Test("a publisher may end its stream and publish again")
    func again() {
        var driven = Driven.publishing()
        driven.take(Client.command("FCUnpublish", 5, [.null, .string("studio")]))
        driven.take(Client.command("deleteStream", 6, [.null, .number(1)]))
        driven.take(Client.publish("other"))
        let asked = driven.events.compactMap {
            if case .publishAsked(let asked) = $0 { asked.name } else { nil }
        }
        #expect(asked == ["studio", "other"] && driven.events.contains(.unpublished) && driven.end == nil)
    }

    @Test("whoever wants to play is told that nothing is played here")
    func play() {
        var driven = Driven()
        driven.take(Client.handshake + Client.connect() + Client.command("play", 2, [.null, .string("a")]))
        #expect(driven.statuses.last == "NetStream.Play.Failed" && driven.end?.isOrderly == false)
    }

    @Test("commands of AMF 3 count by what they have of AMF 0")
    func amf3() {
        var driven = Driven()
        driven.take(Client.handshake + Client.connect() + Client.command("createStream", 2, [.null]))
        var message = Command("publish", transaction: 3, [.null, .string("studio")]).message(streamID: 1)
        message.kind = .commandAMF3
        message.payload.insert(0, at: 0)
        driven.take(Client.chunks(message))
        #expect(driven.statuses.last == "NetStream.Publish.Start")
    }

    @Test("a ping is answered, and what came is acknowledged")
    func pings() {
        var driven = Driven.publishing()
        driven.take(Client.chunks(.userControl(6, 77)))
        driven.take(Client.chunks(.control(.windowAcknowledgementSize, 5000)))
        driven.take(Client.media(.audio, [0xAF, 1] + [UInt8](repeating: 0, count: 6000)))
        #expect(driven.messages.contains(.userControl(7, 77)))
        #expect(driven.messages.last?.kind == .acknowledgement)
    }

    @Test("times go on where 32 bits begin anew")
    func wrap() {
        var driven = Driven.publishing()
        driven.take(Client.media(.audio, [0xAF, 0, 0x11, 0x90]))
        for time in [0xFFFF_FFF0, 0x10] as [UInt32] {
            var message = Message(kind: .audio, streamID: 1, timestamp: time, payload: [0xAF, 1, 5])
            message.timestamp = time
            var bytes: [UInt8] = []
            var writer = ChunkWriter()
            writer.announceSize(into: &bytes)
            bytes = []
            writer.write(message, into: &bytes)
            driven.take(bytes)
        }
        #expect(driven.units.map(\.time) == [0xFFFF_FFF0, 0x1_0000_0010])
    }

    @Test("whoever is slow to publish, and whoever falls silent, is let go with a reason")
    func timeouts() {
        var idle = Driven()
        idle.take(Client.handshake)
        idle.session.handleTimeout(at: .zero.advanced(by: .seconds(9)))
        idle.drain()
        #expect(idle.end == nil)
        idle.session.handleTimeout(at: .zero.advanced(by: .seconds(10)))
        idle.drain()
        #expect(idle.end == .neverPublished)
        var silent = Driven.publishing()
        silent.take(Client.chunks(.userControl(6, 1)), at: .zero.advanced(by: .seconds(10)))
        silent.session.handleTimeout(at: .zero.advanced(by: .seconds(24)))
        #expect(!silent.session.isEnded && silent.session.nextDeadline == .zero.advanced(by: .seconds(25)))
        silent.session.handleTimeout(at: .zero.advanced(by: .seconds(25)))
        silent.drain()
        #expect(silent.end == .silent(seconds: 15))
    }

    @Test("garbage in the middle ends it with a reason")
    func garbage() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            var driven = Driven.publishing()
            driven.take(generator.bytes(20_000))
            #expect(driven.end?.isOrderly == false)
        }
    }

    @Test("whoever was not let publish may say no more than commands need")
    func longCommands() {
        var driven = Driven()
        driven.take(Client.handshake + [3, 0, 0, 0, 1, 0, 1, 20, 0, 0, 0, 0])
        #expect(driven.end == .violation(.messageTooLong(0x1_0001, limit: 0x1_0000)))
        var publisher = Driven.publishing()
        publisher.take([4, 0, 0, 0, 0xFF, 0xFF, 0xFF, 9, 1, 0, 0, 0, 1])
        #expect(publisher.end == nil)
    }

    @Test("a greeting of another protocol ends it at once")
    func otherProtocol() {
        var driven = Driven()
        driven.take(Array("GET / HTTP/1.1\r\n".utf8))
        #expect(driven.end == .violation(.version(0x47)) && driven.sent.isEmpty)
    }

    @Test("a stream that is cut off anywhere is waited for, and answers no more than it was asked")
    func truncated() {
        for count in stride(from: 0, to: Self.capture.count, by: 13) {
            var driven = Driven()
            driven.take(Array(Self.capture.prefix(count)))
            #expect(driven.end == nil)
        }
    }

    @Test("damaged streams end in nothing worse than an end")
    func mutations() {
        let said = Array(Self.capture.dropFirst(3073))
        for bytes in Mutations(of: [said], count: Mutations.usualCount / 4) {
            var driven = Driven()
            driven.take(Client.handshake + bytes, piece: 700)
            #expect(driven.sent.count < 20_000)
        }
    }
}
