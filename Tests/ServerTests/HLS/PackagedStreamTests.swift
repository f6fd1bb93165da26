import HTTP
import Packaging
import SFU
import Testing
import Timing

@testable import Server

/// What players are answered, and when.
@Suite struct PackagedStreamTests {
    /// A stream that has been watched for a while.
    private func live() -> StagedStream {
        let staged = StagedStream()
        staged.publisherComes()
        staged.run(for: .seconds(12))
        return staged
    }

    /// The playlist of pictures as it is.
    private func playlist(of staged: StagedStream) throws -> ReadPlaylist {
        ReadPlaylist(try #require(staged.get("video/index.m3u8")).text)
    }

    @Test("the first question has a stream packaged, and is answered once there is a segment")
    func onDemand() throws {
        let staged = StagedStream()
        let question = staged.ask("index.m3u8")
        #expect(staged.words == [.joined] && staged.answer(to: question) == nil)
        staged.publisherComes()
        let duration = staged.runUntilAnswer(to: question)
        #expect(duration < .milliseconds(2600))
        let response = try #require(staged.answer(to: question))
        #expect(response.status == .ok && response.text.contains("video/index.m3u8"))
        #expect(response.fields["content-type"] == "application/vnd.apple.mpegurl")
        #expect(response.fields["cache-control"] == "max-age=3")
        let begun = try playlist(of: staged)
        #expect(begun.segments.contains { $0.uri != nil })
    }

    @Test("nobody publishes: 404 at once, and the stream's home is left")
    func nobody() {
        let staged = StagedStream()
        let question = staged.ask("index.m3u8")
        staged.hear(.publisherWent)
        #expect(staged.answer(to: question)?.status == .notFound)
        #expect(staged.words == [.joined, .left] && staged.stream.isOver)
    }

    @Test("a publisher that sends nothing: 503 after a while")
    func silence() {
        let staged = StagedStream()
        let question = staged.ask("index.m3u8")
        staged.publisherComes()
        staged.run(for: .seconds(21), video: false, audio: false, looks: false)
        #expect(staged.answer(to: question)?.status == .serviceUnavailable)
    }

    @Test("a codec that no player takes from MP4 is said to be one")
    func unfit() {
        let staged = StagedStream()
        staged.source = PacketSource(video: "96 VP8/90000")
        let question = staged.ask("index.m3u8")
        staged.publisherComes()
        staged.run(for: .milliseconds(100))
        #expect(staged.answer(to: question)?.status == .unprocessableContent)
    }

    @Test("a playlist with a part that is not there is given when it is, to all who wait")
    func blocking() throws {
        let staged = live()
        let last = try #require(try playlist(of: staged).segments.last)
        let path = "video/index.m3u8?_HLS_msn=\(last.number)&_HLS_part=\(last.parts.count)"
        let questions = (0..<3).map { _ in staged.ask(path) }
        #expect(questions.allSatisfy { staged.answer(to: $0) == nil })
        #expect(staged.stream.numbers(at: staged.now).waiting == 3)
        #expect(staged.runUntilAnswer(to: questions[0]) <= .milliseconds(400))
        for question in questions {
            let answer = try #require(staged.answer(to: question))
            #expect(ReadPlaylist(answer.text).segments.last != last)
            #expect(answer.fields["cache-control"] == "max-age=36")
        }
    }

    @Test("a part that is announced is waited for, and is there for ever")
    func hint() throws {
        let staged = live()
        let text = try #require(staged.get("video/index.m3u8")).text
        let name = try #require(text.firstMatch(of: /PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/)?.1)
        let question = staged.ask("video/\(name)")
        #expect(staged.answer(to: question) == nil)
        #expect(staged.runUntilAnswer(to: question) <= .milliseconds(400))
        let answer = try #require(staged.answer(to: question))
        #expect(answer.status == .ok && answer.fields["content-type"] == "video/mp4")
        #expect(answer.fields["cache-control"] == "max-age=31536000, immutable")
    }

    @Test(
        "questions that make no sense are refused at once",
        arguments: [
            ("video/index.m3u8?_HLS_msn=900000000", Status.badRequest), ("video/none.m4s", .notFound),
            ("captions/index.m3u8", .notFound), ("audio/keyframes.m3u8", .notFound),
        ])
    func refusals(path: String, status: Status) {
        let staged = live()
        #expect(staged.get(path)?.status == status)
    }

    @Test("when the server ends nobody is kept waiting")
    func drain() throws {
        let staged = live()
        let last = try #require(try playlist(of: staged).segments.last)
        let question = staged.ask("video/index.m3u8?_HLS_msn=\(last.number + 2)")
        staged.stream.drain(at: staged.now)
        #expect(staged.answer(to: question)?.status == .serviceUnavailable)
    }

    @Test("the end is told to those who wait and to those who come, until nobody asks any more")
    func end() throws {
        let staged = live()
        let last = try #require(try playlist(of: staged).segments.last)
        let question = staged.ask("video/index.m3u8?_HLS_msn=\(last.number + 1)")
        staged.hear(.publisherWent)
        #expect(staged.answer(to: question) == nil)
        staged.hear(.letGo)
        #expect(staged.answer(to: question)?.text.contains("#EXT-X-ENDLIST") == true)
        #expect(staged.words.last == .left && !staged.stream.isOver)
        #expect(try playlist(of: staged).isEnded)
        staged.run(for: .seconds(61), video: false, audio: false, looks: false)
        #expect(staged.stream.isOver)
    }

    @Test("who asks for a stream that has ended asks whether it is back, and gets the old one when it is not")
    func askedAgain() {
        let staged = live()
        staged.hear(.letGo)
        let question = staged.ask("index.m3u8")
        #expect(staged.words.last == .joined && staged.answer(to: question) == nil)
        staged.hear(.publisherWent)
        #expect(staged.answer(to: question)?.status == .ok && staged.words.last == .left)
    }

    @Test("a new life has numbers beyond the old one's, and those who wait go on with it")
    func newLife() throws {
        let staged = live()
        let before = try playlist(of: staged)
        staged.hear(.letGo)
        _ = staged.ask("index.m3u8")
        staged.source = PacketSource(source: 9)
        staged.publisherComes()
        let question = staged.ask("video/index.m3u8")
        #expect(staged.runUntilAnswer(to: question) < .seconds(3))
        let after = ReadPlaylist(try #require(staged.answer(to: question)).text)
        #expect(after.mediaSequence > (before.segments.last?.number ?? .max))
        #expect(
            Set(after.segments.map(\.initialization)).isDisjoint(with: before.segments.map(\.initialization)))
    }

    @Test("pictures that come long after the sound begin a new life, which has both")
    func late() throws {
        let staged = StagedStream()
        let question = staged.ask("index.m3u8")
        staged.publisherComes()
        // Targets are those of a life.
        staged.run(for: .seconds(15), video: false, looks: false)
        #expect(try #require(staged.answer(to: question)).text.contains("video/index.m3u8") == false)
        staged.run(for: .seconds(2), looks: false)
        staged.run(for: .seconds(13))
        #expect(try #require(staged.get("index.m3u8")).text.contains("video/index.m3u8"))
        #expect(try playlist(of: staged).segments.contains { $0.uri != nil })
        #expect(staged.complaints == [])
    }

    @Test("pictures in a codec that can be carried begin a new life after those that cannot")
    func fitAtLast() throws {
        let staged = StagedStream()
        staged.source = PacketSource(video: "96 VP8/90000")
        staged.publisherComes()
        staged.run(for: .seconds(15))
        #expect(staged.get("index.m3u8")?.status == .unprocessableContent)
        staged.source = PacketSource(source: 9)
        staged.run(for: .seconds(15))
        #expect(try #require(staged.get("index.m3u8")).text.contains("video/index.m3u8"))
        #expect(staged.complaints == [])
    }

    @Test("a stream that nobody asks for is left after a minute; one that is always packaged is not")
    func idle() {
        for mode in [HLSSettings.Mode.onDemand, .always] {
            let staged = StagedStream(mode)
            staged.publisherComes()
            staged.run(for: .seconds(5), looks: false)
            staged.run(for: .seconds(60), looks: false)
            #expect(staged.stream.isOver == (mode == .onDemand))
            #expect(staged.words.contains(.left) == (mode == .onDemand))
        }
    }

    @Test("viewers are counted by session: what the player says, or its address and name")
    func viewers() {
        let staged = live()
        staged.run(for: .seconds(31), looks: false)
        for _ in 0..<3 { _ = staged.ask("index.m3u8", fields: ["user-agent": "one"]) }
        _ = staged.ask("video/index.m3u8", fields: ["user-agent": "two"])
        _ = staged.ask("index.m3u8", fields: ["user-agent": "two", "x-playback-session-id": "a"])
        _ = staged.ask("index.m3u8?CMCD=bl%3D2100%2Csid%3D%22b%22")
        _ = staged.ask("audio/index.m3u8?CMCD=sid%3D%22b%22")
        #expect(staged.stream.numbers(at: staged.now).viewers == 4)
        staged.run(for: .seconds(31), looks: false)
        #expect(staged.stream.numbers(at: staged.now).viewers == 0)
    }

    @Test("a playlist is packed for those who take that, and is not sent again to those who have it")
    func coding() throws {
        let staged = live()
        let packed = try #require(staged.get("video/index.m3u8", fields: ["accept-encoding": "gzip"]))
        #expect(packed.fields["content-encoding"] == "gzip" && packed.fields["vary"] == "accept-encoding")
        let tag = try #require(staged.get("video/index.m3u8")?.fields["etag"])
        #expect(staged.get("video/index.m3u8", fields: ["if-none-match": tag])?.status == .notModified)
    }

    @Test("a part of a segment is given to who asks for one")
    func range() throws {
        let staged = live()
        let name = try #require(try playlist(of: staged).segments.first { $0.uri != nil }?.uri)
        let answer = try #require(staged.get("video/\(name)", fields: ["range": "bytes=0-99"]))
        #expect(
            answer.status == .partialContent
                && answer.fields["content-range"]?.hasPrefix("bytes 0-99/") == true)
    }
}
