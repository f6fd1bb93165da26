import Testing

/// HLS as real players see it.
struct HLSTests {
    /// What a player saw of a stream from its first frame to its end.
    struct Report: Decodable, Sendable {
        /// How the player ended, and what it complained of.
        let status: Int
        let complaints: [String]
        /// How long the first answer took, in seconds.
        let waited: Double
        /// What the playlists say, as Python's m3u8 reads them.
        let codecs: String
        let resolution: [Int]
        let renditions: Int
        let partTarget: Double?
        let segments: Int
        /// How long a part and the playlist behind it were waited for, ten times.
        let blocked: [Double]
        /// What was in it, decoded.
        let streams: [String]
        let decoded: Int
        let duration: Double
        let longestGap: Double
        let beeps: Int
        let skew: Double?
        let worstSkew: Double?
    }

    /// ffmpeg 5.1 reads the initialisation section anew whenever it has loaded a playlist again, and finds it to be there.
    private static func isQuirk(_ complaint: String) -> Bool {
        complaint.hasSuffix("Found duplicated MOOV Atom. Skipped it")
    }

    @Test("ffmpeg plays a stream to its end without a word: every frame, in step with its sound")
    func played() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s"])
        let report: Report = try await Clients.run(
            "hls", ["--server", server.http, "--frames", "300"], blaming: server)
        #expect(report.status == 0 && report.complaints.allSatisfy(Self.isQuirk), "\(report)")
        #expect(report.streams.sorted() == ["h264", "opus"] && report.resolution == [320, 240])
        #expect(report.codecs.hasPrefix("avc1.42") && report.codecs.hasSuffix(",opus"))
        // Pictures, their sound, and that as AAC.
        #expect(report.renditions == 3 && report.segments > 0)
        #expect(report.partTarget.map { 0.3...0.5 ~= $0 } == true)
        // ffmpeg sends before its handshake is over for us, so that its first groups of pictures may get lost.
        #expect(report.decoded % 30 == 0 && 240...300 ~= report.decoded, "\(report)")
        let length = Double(report.decoded - 1) / 30
        #expect(abs(report.duration - length) < 0.01 && report.longestGap < 0.04, "\(report)")
        #expect(abs(report.beeps - report.decoded / 30) <= 1, "\(report)")
        // ffmpeg sends no reports, so that only arrival tells what belongs together; by capture times it is 20 ms, as
        // PackagedBroadcastTests show.
        #expect(report.worstSkew.map { $0 < 0.1 } == true, "\(report)")
        #expect(report.blocked.allSatisfy { $0 < 1 }, "\(report)")
    }

    /// What a player is offered of a simulcast.
    struct Ladder: Decodable, Sendable {
        /// A layer: what is said of it, and what ffmpeg found in three seconds of it.
        struct Variant: Decodable, Sendable {
            let uri: String, codecs: String
            let resolution: [Int], sizes: [[Int]]
            let frameRate: Double
            let bandwidth: Int, status: Int, decoded: Int
            let complaints: [String]
        }

        let variants: [Variant]
    }

    @Test("each layer of Chromium's simulcast is a variant that is what it is said to be")
    func ladder() async throws {
        let server = try await RunningServer(["--hls", "always"])
        let report: Ladder = try await Clients.run(
            "ladder", ["--server", server.http], deadline: 240, blaming: server)
        #expect(report.variants.first?.uri == "video/index.m3u8" && report.variants.count >= 2, "\(report)")
        #expect(Set(report.variants.map(\.resolution)).count == report.variants.count, "\(report)")
        for variant in report.variants {
            #expect(variant.status == 0 && variant.complaints.allSatisfy(Self.isQuirk), "\(variant)")
            // A layer may have changed its size between what was said and what was seen.
            #expect(variant.decoded > 20 && variant.sizes.contains(variant.resolution), "\(variant)")
            #expect(variant.codecs.hasPrefix("avc1.") && variant.frameRate > 5, "\(variant)")
        }
    }

    /// What DASH players are offered of a simulcast.
    struct Representations: Decodable, Sendable {
        /// A layer: what is said of it, and what ffmpeg found in it.
        struct Representation: Decodable, Sendable {
            let id: String, codecs: String
            let resolution: [Int], sizes: [[Int]]
            let bandwidth: Int, decoded: Int
        }

        /// Whether segments are said to be of one time in all.
        let aligned: String
        /// How the player of all ended, and what it complained of.
        let status: Int
        let complaints: [String]
        let representations: [Representation]
    }

    @Test("each layer of Chromium's simulcast is a representation of one set, and what it is said to be")
    func dashLadder() async throws {
        let server = try await RunningServer(["--hls", "always"])
        let report: Representations = try await Clients.run(
            "dash_ladder", ["--server", server.http], deadline: 240, blaming: server)
        print("segments are aligned: \(report.aligned)")
        let found = report.representations
        #expect(found.first?.id == "video" && found.count == 3, "\(report)")
        let complaints = report.complaints.filter { !Self.isDASHQuirk($0) }
        #expect(report.status == 0 && complaints.isEmpty, "\(report)")
        #expect(Set(found.map(\.resolution)).count == found.count, "\(report)")
        for each in found {
            // A layer may have changed its size between what was said and what was seen.
            #expect(each.decoded > 20 && each.sizes.contains(each.resolution), "\(each)")
            #expect(each.codecs.hasPrefix("avc1.") && each.bandwidth > 10_000, "\(each)")
        }
    }

    /// What a player saw of a stream as DASH.
    struct DASHReport: Decodable, Sendable {
        /// How the player ended, and what it complained of.
        let status: Int
        let complaints: [String]
        /// What kind of manifest it is.
        let type: String
        /// When the chunks of a segment came that was being made, in seconds.
        let chunks: [Double]
        /// How far the server's clock is off, in seconds.
        let clock: Double
        /// What was in it, decoded.
        let streams: [String]
        let decoded: Int
        let longestGap: Double
        let worstSkew: Double?
    }

    /// ffmpeg 5.1 looks for its place in a new manifest by whole seconds, so that it loads a segment twice that begins within a
    /// second of the next: our first, which is short.
    private static func isDASHQuirk(_ complaint: String) -> Bool {
        if complaint.contains("Non-monotonous DTS in output stream") { return true }
        // The same, by its demultiplexer, in ticks of 90 kHz: back by less than that second.
        guard let times = complaint.firstMatch(of: /DTS (\d+) < (\d+) out of order/),
            let present = Int(times.1), let previous = Int(times.2)
        else { return false }
        return previous - present < 90_000
    }

    @Test("ffmpeg plays a stream as DASH, every frame of it, and a segment is sent while it is made")
    func dash() async throws {
        let server = try await RunningServer(["--hls", "always", "--linger", "1s"])
        let report: DASHReport = try await Clients.run(
            "dash", ["--server", server.http, "--frames", "600"], blaming: server)
        let complaints = report.complaints.filter { !Self.isDASHQuirk($0) }
        #expect(report.status == 0 && complaints.isEmpty && report.type == "dynamic", "\(report)")
        #expect(report.streams.sorted() == ["h264", "opus"] && report.decoded >= 150, "\(report)")
        #expect(report.longestGap < 0.04 && report.worstSkew.map { $0 < 0.1 } == true, "\(report)")
        // Parts are a third of a second, and come one by one.
        let spread = zip(report.chunks, report.chunks.dropFirst()).map { $1 - $0 }
        #expect(spread.count { $0 > 0.1 } >= 2 && spread.allSatisfy { $0 < 1 }, "\(report.chunks)")
        #expect(report.clock < 0.5)
    }
}
