import Testing

/// Pictures of streams and recordings, made by the transcoder that is built with the server.
struct PictureTests {
    /// A picture.
    struct Picture: Decodable, Sendable {
        let type: String
        let width: Int, height: Int
        /// How bright the middle of its left upper quarter is, 0 to 255.
        let brightness: Int
    }

    /// What pictures there were.
    struct Report: Decodable, Sendable {
        let live: Picture, poster: Picture, sprite: Picture
        /// The type of the track, and its cues: from when to when, in seconds, and which part of the sprite.
        let track: String
        let cues: [[Double]]
        /// How long the recording is.
        let seconds: Double
    }

    @Test("what is live has a picture, and a recording has one and a track of many")
    func pictures() async throws {
        let server = try await RunningServer(["--record", "*", "--linger", "1s"])
        let report: Report = try await Clients.run(
            "pictures", ["--server", server.http, "--frames", "300"], blaming: server)
        // Its keyframes are the white ones.
        for picture in [report.live, report.poster] {
            #expect(picture.type == "image/jpeg" && picture.brightness > 240, "\(report)")
            #expect(picture.width == 320 && picture.height == 240, "\(report)")
        }
        #expect(report.track == "text/vtt" && report.cues.count >= 3, "\(report)")
        #expect(report.sprite.width == report.cues.count * 160 && report.sprite.height == 120, "\(report)")
        #expect(report.cues.first?[0] == 0)
        #expect(zip(report.cues, report.cues.dropFirst()).allSatisfy { $0[1] == $1[0] && $0[0] < $1[0] })
        #expect(report.cues.last.map { abs($0[1] - report.seconds) < 0.01 } == true, "\(report)")
        for (number, cue) in report.cues.enumerated() {
            #expect(Array(cue[2...]) == [Double(number * 160), 0, 160, 120])
        }
        #expect(server.log.contains("transcoder") == false, "\(server.log)")
    }

    @Test("a server whose transcoder is missing has no pictures, says so, and serves all else")
    func missing() async throws {
        let server = try await RunningServer(["--transcoder", "/nowhere", "--record", "*", "--linger", "1s"])
        async let report: RecordingTests.Watched = Clients.run(
            "recorded", ["--server", server.http, "--frames", "240"], blaming: server)
        var answer = ""
        try await wait(atMost: 1800) {
            answer = try output(of: "curl", "-s", "-i", server.http + "/hls/clock/poster.jpg")
            return answer.contains("There is no picture")
        }
        #expect(answer.hasPrefix("HTTP/1.1 404"))
        let watched = try await report
        #expect(watched.film.video >= 180 && watched.hls.complaints.isEmpty, "\(watched)")
        #expect(server.log.contains("no transcoder"))
    }
}
