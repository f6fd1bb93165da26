import Testing

/// Chromium publishes by WHIP and plays by WHEP, through the built server.
struct BrowserTests {
    static let codecs = ["H264", "VP8", "VP9", "AV1"]

    /// One browser and one server for all codecs, a stream each at the same time.
    private static let broadcast = Task { () async throws -> ViewersReport in
        let server = try await RunningServer(["--workers", "2"])
        return try await Clients.run(
            "broadcast", ["--server", server.http, "--codecs", codecs.joined(separator: ",")], blaming: server
        )
    }

    private func viewer(of codec: String) async throws -> ViewersReport.Viewer {
        try #require(try await Self.broadcast.value.viewers.first { $0.name == codec })
    }

    @Test("what one page publishes, another decodes and hears", arguments: codecs)
    func plays(codec: String) async throws {
        let viewer = try await viewer(of: codec)
        #expect(viewer.complete && viewer.framesDecoded >= 30, "\(viewer)")
        #expect(viewer.codec == "video/" + codec, "\(viewer)")
        #expect(viewer.audioCodec == "audio/opus" && viewer.audioEnergy > 0, "\(viewer)")
    }

    @Test("both ends agree on GCM, though Chromium would rather not", arguments: codecs)
    func gcm(codec: String) async throws {
        let viewer = try await viewer(of: codec)
        #expect(viewer.srtpCipher == "SRTP_AEAD_AES_128_GCM")
        #expect(viewer.published == "SRTP_AEAD_AES_128_GCM")
    }

    @Test("both sessions end by DELETE", arguments: codecs)
    func ends(codec: String) async throws {
        #expect(try await viewer(of: codec).closed == [200, 200])
    }

    @Test("three layers are taken from a publisher with a key, and one of them is seen", arguments: codecs)
    func simulcast(codec: String) async throws {
        let server = try await RunningServer(["--publish-key", "layers:only-these-layers"])
        let report: ViewersReport = try await Clients.run(
            "simulcast", ["--server", server.http, "--key", "only-these-layers", "--codec", codec],
            blaming: server)
        #expect(report.layers?.sorted() == ["f", "h", "q"])
        #expect(report.viewers.first?.complete == true, "\(report.viewers)")
    }

    /// What came of the sound at each viewer.
    struct RedundantReport: Decodable, Sendable {
        struct Viewer: Decodable, Sendable {
            let packets, discarded, octets: Int
            let energy: Double
        }
        let viewers: [Viewer]
    }

    @Test("sound that is sent twice comes twice to a viewer who takes RED, and once to one who does not")
    func redundant() async throws {
        let server = try await RunningServer()
        let report: RedundantReport = try await Clients.run(
            "redundant", ["--server", server.http], blaming: server)
        try #require(report.viewers.count == 2)
        let (red, plain) = (report.viewers[0], report.viewers[1])
        #expect(red.energy > 0 && plain.energy > 0, "\(report)")
        try #require(plain.packets > 50, "\(report)")
        #expect(red.discarded > red.packets / 2 && plain.discarded < plain.packets / 4, "\(report)")
        #expect(red.octets * plain.packets > plain.octets * red.packets * 5 / 4, "\(report)")
    }

    @Test(
        "a viewer that came first, and one on another worker, see the stream go on in another codec when another takes over"
    )
    func takeover() async throws {
        let server = try await RunningServer(["--workers", "2"])
        let report: ViewersReport = try await Clients.run(
            "takeover", ["--server", server.http], blaming: server)
        #expect(report.refused == 409)
        #expect(report.viewers.map(\.codec) == ["video/VP8", "video/VP8", "video/H264", "video/H264"])
        #expect(report.viewers.allSatisfy { $0.complete }, "\(report.viewers)")
        // The stream's worker has both publishers, and the viewer that came when nobody else was there.
        let (home, viewers) = (Set(server.workers(of: "publisher")), server.workers(of: "viewer"))
        #expect(home.count == 1 && Set(viewers) == [0, 1] && viewers.count == 2, "\(server.log)")
        // Whichever worker a session is on, its own address ends it, and ends it once.
        #expect(report.closed == [200, 200, 404, 404])
    }

    @Test("a publisher that died without a word yields to the next, and its viewer sees that one")
    func silence() async throws {
        let server = try await RunningServer()
        let report: ViewersReport = try await Clients.run(
            "silence", ["--server", server.http], blaming: server)
        let yielded = try #require(report.yielded)
        #expect(yielded > 0.9 && yielded < 5)
        #expect(report.viewers.map(\.complete) == [true, true], "\(report.viewers)")
    }

    @Test("candidates may follow the offer, and a stream flows on over an ICE restart at either end")
    func restart() async throws {
        let server = try await RunningServer(["--workers", "2"])
        let report: ViewersReport = try await Clients.run(
            "restart", ["--server", server.http], blaming: server)
        let (publishers, viewers) = (server.workers(of: "publisher"), server.workers(of: "viewer"))
        #expect(publishers.count == 1 && viewers.count == 1 && publishers != viewers, "\(server.log)")
        #expect(report.trickled == [204, 204])
        #expect(report.restarted == [200, 200])
        #expect(
            Set(report.tags ?? []).count == 4, "each session has a tag of its own, and a new one after it")
        #expect(report.viewers.map(\.complete) == [true, true], "\(report.viewers)")
        #expect(report.viewers[0].ufrag != report.viewers[1].ufrag)
    }

    @Test("frames that were padded are decoded, and a delay that was asked for is kept")
    func paddedAndDelayed() async throws {
        let server = try await RunningServer(["--pad-frames", "--playout-delay", "200-400"])
        let report: ViewersReport = try await Clients.run(
            "broadcast", ["--server", server.http, "--codecs", "VP8,H264"], blaming: server)
        #expect(report.viewers.map(\.complete) == [true, true], "\(report.viewers)")
        // A decoder that does not like what it gets asks for another keyframe. How smoothly pictures come is the machine's
        // matter as well: freezes are for benchmarks to count.
        #expect(report.viewers.allSatisfy { $0.packetsLost == 0 && $0.pliCount == 0 }, "\(report.viewers)")
        // Without being asked, it holds frames back for a few milliseconds on loopback.
        #expect(report.viewers.allSatisfy { $0.jitterBufferDelay ?? 0 > 0.1 }, "\(report.viewers)")
    }
}
