import Programs
import Testing

/// The sound for players that take no Opus, made by the transcoder that is built with the server.
struct AACTests {
    /// What a player has made of a stream.
    struct Film: Decodable, Sendable {
        /// How it ended, and what it complained of.
        let status: Int
        let complaints: [String]
        /// What was in it, decoded.
        let streams: [String]
        let decoded: Int, beeps: Int
        let longestGap: Double
        let skew: Double?, worstSkew: Double?

        /// Whether it is whole, and what is heard and seen belongs together, to 20 ms.
        func isInStep(_ codec: String, frames: Int) -> Bool {
            status == 0 && complaints.allSatisfy(AACTests.isQuirk)
                && streams.sorted() == [codec, "h264"].sorted()
                && decoded > frames && beeps >= frames / 40 && worstSkew.map { $0 < 0.02 } == true
        }
    }

    /// What there was of a stream.
    struct Report: Decodable, Sendable {
        /// What players are offered.
        let codecs: [String]
        /// How long the first who asked waited, in seconds, and how many whole segments there were then.
        let waited: Double, first: Int
        /// How many transcoders worked before anybody asked, and then.
        let idle: Int, transcoders: Int
        /// What a player without Opus made before the transcoder was killed, and after; and one with Opus all the while.
        let before: Film, after: Film, original: Film
        /// How long after that there was sound again, in seconds.
        let recovered: Double
        let failed: Int, leftOut: Int
        /// The gaps and discontinuities of each rendition.
        let gaps: [String: Int], breaks: [String: Int]
    }

    /// ffmpeg 5.1 reads the initialisation section anew whenever it has loaded a playlist again, and finds it to be there.
    private static func isQuirk(_ complaint: String) -> Bool {
        complaint.hasSuffix("Found duplicated MOOV Atom. Skipped it")
    }

    @Test(
        "a player without Opus gets AAC in step with the pictures, and again after its transcoder was killed")
    func played() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s"])
        let report: Report = try await Clients.run(
            "aac", ["--server", server.http, "--pid", "\(server.process.id)", "--seconds", "10"],
            deadline: 120,
            blaming: server)
        #expect(report.codecs.map { $0.split(separator: ",").last } == ["opus", "mp4a.40.2"], "\(report)")
        #expect(
            report.idle == 0 && report.transcoders == 1 && report.failed == 1 && report.leftOut == 0,
            "\(report)")
        #expect(report.waited < 2 && report.first >= 2, "\(report)")
        #expect(report.before.isInStep("aac", frames: 270), "\(report.before)")
        #expect(report.after.isInStep("aac", frames: 270), "\(report.after)")
        #expect(report.recovered < 5, "\(report)")
        // Nobody else noticed.
        #expect(report.original.isInStep("opus", frames: 650), "\(report.original)")
        #expect(report.original.longestGap < 0.04, "\(report.original)")
        #expect(
            report.gaps["video"] == 0 && report.gaps["audio"] == 0 && report.gaps["audio-aac"] == 1,
            "\(report)")
        #expect(report.breaks.values.allSatisfy { $0 == 0 }, "\(report)")
    }

    /// What a DASH player has made of a stream.
    struct DASHReport: Decodable, Sendable {
        let codecs: [String]
        let idle: Int
        let status: Int
        let streams: [String]
        let decoded: Int, beeps: Int
        let worstSkew: Double?
    }

    @Test("a DASH player without Opus finds AAC in the manifest, which is made when it asks")
    func manifest() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s"])
        let report: DASHReport = try await Clients.run(
            "aac_dash", ["--server", server.http, "--seconds", "8"], blaming: server)
        #expect(report.codecs.dropFirst() == ["opus", "mp4a.40.2"] && report.idle == 0, "\(report)")
        #expect(report.status == 0 && report.streams.sorted() == ["aac", "h264"], "\(report)")
        #expect(report.decoded > 200 && report.beeps >= 5, "\(report)")
        #expect(report.worstSkew.map { $0 < 0.02 } == true, "\(report)")
    }
}
