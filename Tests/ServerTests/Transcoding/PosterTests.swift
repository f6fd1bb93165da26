import Bytes
import CodecBridge
import HTTP
import Media
import SDP
import SFU
import Testing
import Timing

@testable import Server

/// When a stream's picture is made, and what those get who ask for it.
@Suite struct PosterTests {
    private func outcome(_ octet: UInt8) throws -> Drawing.Outcome {
        Drawing.Outcome(
            jpeg: ByteSlice([0xFF, 0xD8, octet]), tile: try #require(PictureSize(width: 640, height: 360)))
    }

    /// The last octet of an answer, by which pictures are told apart.
    private func last(_ response: Response?) -> UInt8? {
        guard case .whole(let bytes)? = response?.body else { return nil }
        return bytes.bytes.byte(at: bytes.count - 1)
    }

    /// A stream that has been watched for a while.
    private func live() -> StagedStream {
        let staged = StagedStream()
        staged.publisherComes()
        staged.run(for: .seconds(12))
        return staged
    }

    @Test("the first who asks has a stream packaged, and a picture made of its keyframe for all who ask")
    func first() throws {
        let staged = StagedStream()
        let questions = [staged.ask("poster.jpg"), staged.ask("poster.jpg")]
        #expect(staged.words == [.joined])
        staged.publisherComes()
        staged.run(for: .seconds(4), looks: false)
        #expect(staged.drawings.count == 1 && staged.answer(to: questions[0]) == nil)
        let keyframe = try #require(staged.drawings.first?.keyframes.first)
        #expect(keyframe.format.codec == .h264 && !keyframe.format.record.isEmpty && keyframe.unit.isSync)
        #expect(!keyframe.unit.bytes.isEmpty)
        staged.finishDrawing(try outcome(1))
        for question in questions {
            let answer = try #require(staged.answer(to: question))
            #expect(answer.status == .ok && answer.fields["content-type"] == "image/jpeg")
            #expect(answer.fields["cache-control"] == "max-age=10")
        }
        // Who looks at a picture does not watch.
        #expect(staged.stream.numbers(at: staged.now).viewers == 0)
    }

    @Test("a glance has nothing packaged, for no moment longer, and shows what is there")
    func glance() throws {
        let staged = live()
        _ = staged.ask("poster.jpg?glance&at=1")
        staged.finishDrawing(try outcome(1))
        #expect(staged.get("poster.jpg?glance&at=2")?.status == .ok && staged.drawings.count == 1)
        // Nobody else asks any more: it is let go in spite of those who look.
        for _ in 0..<9 where !staged.stream.isOver {
            let drawn = staged.drawings.count
            _ = staged.ask("poster.jpg?glance")
            if staged.drawings.count > drawn { staged.finishDrawing(try outcome(1)) }
            staged.run(for: .seconds(10), looks: false)
        }
        #expect(staged.stream.isOver && staged.words.last == .left)
    }

    @Test("a picture is kept for ten seconds, and made anew of a newer keyframe when somebody asks")
    func refreshed() throws {
        let staged = live()
        _ = staged.ask("poster.jpg")
        staged.finishDrawing(try outcome(1))
        staged.run(for: .seconds(9), looks: false)
        #expect(staged.get("poster.jpg")?.status == .ok && staged.drawings.count == 1)
        staged.run(for: .seconds(30), looks: false)
        #expect(staged.drawings.count == 1)
        let question = staged.ask("poster.jpg")
        #expect(staged.drawings.count == 2 && staged.answer(to: question) == nil)
        let before = try #require(staged.get("index.m3u8"))
        #expect(before.status == .ok)
        staged.finishDrawing(try outcome(2))
        #expect(last(staged.answer(to: question)) == 2)
    }

    @Test("what cannot be drawn is 404, and tried again later, less and less often")
    func failing() throws {
        let staged = live()
        let question = staged.ask("poster.jpg")
        staged.finishDrawing(nil)
        #expect(staged.answer(to: question)?.status == .notFound)
        #expect(staged.get("poster.jpg")?.status == .notFound && staged.drawings.count == 1)
        var pauses: [Duration] = []
        for _ in 0..<4 {
            let since = staged.now
            while staged.get("poster.jpg") != nil { staged.run(for: .seconds(1), looks: false) }
            pauses.append(since.duration(to: staged.now))
            staged.finishDrawing(nil)
        }
        #expect(pauses == [.seconds(2), .seconds(4), .seconds(8), .seconds(16)])
    }

    @Test("a picture is shown while its successor cannot be made")
    func stale() throws {
        let staged = live()
        _ = staged.ask("poster.jpg")
        staged.finishDrawing(try outcome(1))
        staged.run(for: .seconds(20), looks: false)
        _ = staged.ask("poster.jpg")
        staged.finishDrawing(nil)
        #expect(last(staged.get("poster.jpg")) == 1)
    }

    @Test("a stream of sound has none, nor one that nobody publishes")
    func none() {
        let sound = StagedStream()
        sound.kinds = [.audio]
        sound.publisherComes()
        sound.run(for: .seconds(12))
        #expect(sound.get("poster.jpg")?.status == .notFound)
        let nobody = StagedStream()
        let question = nobody.ask("poster.jpg")
        nobody.hear(.publisherWent)
        #expect(nobody.answer(to: question)?.status == .notFound)
    }

    @Test("who waits for a picture that never comes is let go")
    func givenUp() {
        let staged = live()
        let question = staged.ask("poster.jpg")
        staged.run(for: .seconds(40), looks: false)
        #expect(staged.answer(to: question)?.status == .serviceUnavailable)
    }
}
