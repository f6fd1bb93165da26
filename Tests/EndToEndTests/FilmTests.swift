import Programs
import Testing

/// Pictures in VP8 for players of HLS and DASH, made H.264 by the transcoder that is built with the server.
struct FilmTests {
    /// What a player has made of a stream.
    struct Film: Decodable, Sendable {
        /// How it ended, and what it complained of.
        let status: Int
        let complaints: [String]
        /// What was in it, decoded.
        let streams: [String]
        let decoded: Int, beeps: Int
        let duration: Double, longestGap: Double
        let worstSkew: Double?

        /// Whether it is whole, every picture of so many seconds, and what is heard and seen belongs together, to 20 ms.
        func isWhole(seconds: Double, beeps most: Int) -> Bool {
            let isInStep = worstSkew.map { $0 < 0.02 } == true && beeps >= most
            let isLong = abs(duration - Double(decoded - 1) / 30) < 0.04 && duration > seconds - 1.5
            return status == 0 && complaints.allSatisfy(FilmTests.isQuirk)
                && streams.sorted() == ["h264", "opus"] && isInStep && isLong && longestGap < 0.06
        }
    }

    /// What there was of a stream.
    struct Report: Decodable, Sendable {
        /// What players are offered, and what they are answered who ask for VP8.
        let codecs: [String]
        let hidden: Int
        /// How long the first who asked waited, in seconds.
        let waited: Double
        /// How many transcoders worked before anybody asked, and then; and what the API told of them.
        let idle: Int, transcoders: Int
        let divisors: [Int?]
        /// What a player made before the transcoder was killed, and after.
        let before: Film, after: Film
        /// How long after that there were pictures again, in seconds.
        let recovered: Double
        let failed: Int, leftOut: Int
        /// The gaps and discontinuities of each rendition.
        let gaps: [String: Int], breaks: [String: Int]
        /// The sizes of its sections, and the discontinuities, once the pictures had another size.
        let sizes: [[Int]]
        let breaksAtSizes: Int
        /// What ffmpeg complains of when it decodes the first segment of them.
        let complaintsAtSizes: String
    }

    /// ffmpeg 5.1 reads the initialisation section anew whenever it has loaded a playlist again, and finds it to be there.
    private static func isQuirk(_ complaint: String) -> Bool {
        complaint.hasSuffix("Found duplicated MOOV Atom. Skipped it")
    }

    @Test(
        "VP8 is played as H.264 in step with its sound, again after the transcoder was killed, and in another size"
    )
    func played() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s"])
        let report: Report = try await Clients.run(
            "film", ["--server", server.http, "--pid", "\(server.process.id)", "--seconds", "10"],
            deadline: 150,
            blaming: server)
        #expect(report.codecs == ["avc1.64001e,opus", "avc1.64001e,mp4a.40.2"], "\(report)")
        #expect(report.hidden == 404 && report.waited < 2, "\(report)")
        #expect(report.idle == 0 && report.transcoders == 1 && report.failed == 1, "\(report)")
        #expect(report.divisors == [nil, 1] && report.leftOut == 0, "\(report)")
        #expect(report.before.isWhole(seconds: 10, beeps: 8), "\(report.before)")
        // Its numbers are later ones than those of the sound since then, so that ffmpeg, which goes by them, begins with the latter later.
        #expect(report.after.isWhole(seconds: 10, beeps: 4), "\(report.after)")
        #expect(report.recovered < 8, "\(report)")
        #expect((report.gaps["video-h264"] ?? 0) >= 1 && report.gaps["audio"] == 0, "\(report)")
        #expect(report.breaks.values.allSatisfy { $0 == 0 }, "\(report)")
        #expect(report.sizes == [[320, 240], [640, 360]] && report.breaksAtSizes == 1, "\(report)")
        #expect(report.complaintsAtSizes.isEmpty, "\(report)")
    }

    /// What a player has made of VP9.
    struct FallbackReport: Decodable, Sendable {
        let codecs: [String]
        let idle: Int
        let status: Int
        let complaints: [String]
        let streams: [String]
        let decoded: Int
        let duration: Double, longestGap: Double
        let gaps: [String: Int]
    }

    @Test("Chromium's VP9 is offered as H.264, too, where that is wanted, and ffmpeg plays it without a word")
    func fallback() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s", "--h264-fallback"])
        let report: FallbackReport = try await Clients.run(
            "film_fallback", ["--server", server.http, "--seconds", "8"], deadline: 90, blaming: server)
        #expect(
            report.codecs.map { $0.prefix(5) } == ["vp09.", "vp09.", "avc1.", "avc1."] && report.idle == 0,
            "\(report)")
        #expect(report.status == 0 && report.complaints.allSatisfy(Self.isQuirk), "\(report)")
        #expect(report.streams.sorted() == ["h264", "opus"] && report.decoded > 60, "\(report)")
        #expect(report.duration > 6.5 && report.longestGap < 0.4, "\(report)")
        #expect(report.gaps.values.allSatisfy { $0 == 0 }, "\(report)")
    }

    /// What a DASH player has made of a stream.
    struct DASHReport: Decodable, Sendable {
        let codecs: [String]
        /// How many transcoders worked before anybody asked, and what came of the first request for pictures.
        let idle: Int, first: Int, octets: Int
        let status: Int
        let streams: [String]
        let decoded: Int, beeps: Int
        let worstSkew: Double?
    }

    @Test("a DASH player finds H.264 in the manifest, which is made when it asks")
    func manifest() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s", "--no-hls-aac"])
        let report: DASHReport = try await Clients.run(
            "film_dash", ["--server", server.http, "--seconds", "10"], blaming: server)
        #expect(report.codecs == ["avc1.64001e", "opus"] && report.idle == 0, "\(report)")
        #expect(report.first == 200 && report.octets > 1000, "\(report)")
        #expect(report.status == 0 && report.streams.sorted() == ["h264", "opus"], "\(report)")
        #expect(report.decoded > 150 && report.beeps >= 5, "\(report)")
        #expect(report.worstSkew.map { $0 < 0.02 } == true, "\(report)")
    }
}
