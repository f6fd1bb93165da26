import Testing
import Timing
import WebRTC

@testable import LoadModel

/// Players of HLS on virtual time.
@Suite struct HLSPlayerTests {
    @Test("with low latency it begins at once, plays near the live edge and never stalls")
    func lowLatency() throws {
        let venue = try HLSVenue()
        venue.run(for: .seconds(60))
        let began = try #require(venue.player.buffer.began)
        #expect(began < .zero.advanced(by: .milliseconds(200)))
        #expect(venue.player.buffer.allStalls(at: venue.now).isEmpty)
        // Behind by the hold-back, and by how far a keyframe is from there, at most.
        #expect(venue.distances.count > 100)
        #expect(
            venue.distances.allSatisfy { .milliseconds(1400) ... .milliseconds(2700) ~= $0 },
            "\(venue.distances)")
        // What was there before it came does not count. The others: a playlist's way back, a request's way there and back.
        #expect(115...120 ~= venue.deliveries.count)
        #expect(
            venue.deliveries.allSatisfy { .milliseconds(30) ... .milliseconds(50) ~= $0 },
            "\(venue.deliveries)")
        // A playlist and a part for every half second, and nothing twice.
        let media = venue.asked.filter { $0.hasSuffix(".m4s") }
        #expect(Set(media).count == media.count && 118...126 ~= media.count)
        #expect(120...126 ~= venue.asked.count { $0.contains("_HLS_msn=") && $0.contains("_HLS_part=") })
    }

    @Test("a part that is hinted at is asked for before it is there, and comes as soon as it is")
    func hints() throws {
        var origin = PretendOrigin()
        origin.hasHints = true
        let venue = try HLSVenue(origin)
        venue.run(for: .seconds(60))
        #expect(venue.player.failure == nil && venue.player.buffer.allStalls(at: venue.now).isEmpty)
        // A part's way back, and the time that its octets take: no way there.
        #expect(115...120 ~= venue.deliveries.count)
        #expect(
            venue.deliveries.dropFirst(2).allSatisfy { .milliseconds(10) ... .milliseconds(20) ~= $0 },
            "\(venue.deliveries)")
        let media = venue.asked.filter { $0.hasSuffix(".m4s") }
        #expect(Set(media).count == media.count && 118...126 ~= media.count)
    }

    @Test("a server that answers no hinted request is asked for each part once it is there")
    func refusedHints() throws {
        var origin = PretendOrigin()
        (origin.hasHints, origin.refusesHints) = (true, true)
        let venue = try HLSVenue(origin)
        venue.run(for: .seconds(60))
        #expect(venue.player.failure == nil && venue.player.buffer.allStalls(at: venue.now).isEmpty)
        #expect(venue.deliveries.allSatisfy { .milliseconds(30) ... .milliseconds(50) ~= $0 })
        let media = venue.asked.filter { $0.hasSuffix(".m4s") }
        // Before, and then again.
        #expect(media.count <= 2 * Set(media).count && media.count > 200)
    }

    @Test(
        "without it, it asks for whole segments, now and then, and stays three of them behind",
        arguments: [true, false])
    func plain(serverIsLow: Bool) throws {
        var origin = PretendOrigin()
        origin.isLowLatency = serverIsLow
        let venue = try HLSVenue(origin, isLowLatency: !serverIsLow)
        venue.run(for: .seconds(60))
        #expect(venue.player.buffer.allStalls(at: venue.now).isEmpty)
        #expect(
            venue.distances.allSatisfy { .seconds(6) ... .milliseconds(8100) ~= $0 }, "\(venue.distances)")
        #expect(!venue.asked.contains { $0.contains("_HLS") || $0.contains("p.m4s") })
        #expect(30...62 ~= venue.asked.count { $0.contains(".m3u8") })
    }

    @Test("a server that sends nothing for five seconds makes it stall for that long, less what it had")
    func stall() throws {
        let venue = try HLSVenue()
        venue.run(for: .seconds(10))
        venue.origin.outage =
            Instant.zero.advanced(by: .seconds(12))..<Instant.zero.advanced(by: .seconds(17))
        venue.run(for: .seconds(3.5))
        #expect(!venue.player.buffer.isStalled(at: venue.now))
        venue.run(for: .seconds(2))
        #expect(venue.player.buffer.isStalled(at: venue.now))
        venue.run(for: .seconds(20))
        let stalls = venue.player.buffer.allStalls(at: venue.now)
        #expect(stalls.count == 1 && .seconds(2) ... .seconds(5) ~= stalls[0], "\(stalls)")
        #expect(!venue.player.buffer.isStalled(at: venue.now))
    }

    @Test("it takes a better rendition when the network carries one, and a cheaper one when it does not")
    func renditions() throws {
        var origin = PretendOrigin()
        origin.rates = ["low": 400_000, "middle": 1_000_000, "high": 4_000_000]
        let venue = try HLSVenue(origin)
        venue.run(for: .seconds(20))
        #expect(venue.player.changes == 1)
        #expect(venue.asked.last { $0.hasSuffix(".m4s") }?.hasPrefix("/high/") == true)
        venue.rate = 1_500_000
        venue.run(for: .seconds(30))
        #expect(venue.asked.last { $0.hasSuffix(".m4s") }?.hasPrefix("/middle/") == true)
        // What each segment is of, no part is there twice.
        let media = venue.asked.filter { $0.hasSuffix(".m4s") }.compactMap { $0.split(separator: "/").last }
        #expect(Set(media).count == media.count)
    }

    @Test("of the same pictures with sound in several codecs it takes those that are listed first")
    func otherSound() throws {
        var origin = PretendOrigin()
        origin.rates = ["low": 400_000, "high": 4_000_000]
        origin.listsOtherSound = true
        let venue = try HLSVenue(origin)
        venue.run(for: .seconds(20))
        #expect(venue.player.changes == 1 && venue.asked.contains { $0.hasPrefix("/high/") })
        #expect(!venue.asked.contains { $0.hasPrefix("/other/") })
    }

    @Test("what has ended is played from its beginning to its end, and is no stall")
    func ended() throws {
        var origin = PretendOrigin()
        origin.end = .zero
        let venue = try HLSVenue(origin)
        venue.run(for: .seconds(11))
        #expect(!venue.player.isOver(at: venue.now))
        venue.run(for: .seconds(3))
        #expect(venue.player.isOver(at: venue.now))
        #expect(venue.player.buffer.allStalls(at: venue.now).isEmpty)
        #expect(venue.player.failure == nil)
    }

    @Test("a network that is away for a while makes it stall, and it goes on where it was")
    func outage() throws {
        let venue = try HLSVenue()
        venue.run(for: .seconds(10))
        let usual = try #require(venue.distances.last)
        venue.isConnected = false
        venue.run(for: .seconds(4))
        venue.isConnected = true
        venue.run(for: .seconds(20))
        #expect(venue.player.failure == nil && !venue.player.buffer.isStalled(at: venue.now))
        // What it knows of already comes a moment before the next playlist does.
        let stalls = venue.player.buffer.allStalls(at: venue.now)
        #expect(1...2 ~= stalls.count, "\(stalls)")
        let late = try #require(venue.distances.last) - usual
        #expect((late - stalls.reduce(.zero, +)).nanoseconds.magnitude < 1_000_000, "\(late) \(stalls)")
    }

    @Test("a stream that begins anew is played from its live edge on")
    func restart() throws {
        let venue = try HLSVenue()
        venue.run(for: .seconds(30))
        venue.origin.lead = .seconds(-20)
        venue.run(for: .seconds(30))
        #expect(venue.player.failure == nil)
        #expect(venue.player.buffer.allStalls(at: venue.now).count == 1)
        #expect(!venue.player.buffer.isStalled(at: venue.now))
        // The first stream had more than 25 segments by then, the second has 20.
        let last = venue.asked.last { $0.hasSuffix(".m4s") }?.split(separator: "/").last?.split(
            separator: "."
        ).first
        #expect(last.flatMap { Int($0) }.map { 18...20 ~= $0 } == true, "\(last ?? "")")
    }

    @Test("behind a discontinuity it goes by the dates there, once it plays what is there")
    func jump() throws {
        var origin = PretendOrigin()
        origin.jump = (segment: 15, by: .seconds(-100))
        let venue = try HLSVenue(origin)
        while !venue.asked.contains(where: { $0.hasPrefix("/live/15.") }) {
            venue.run(for: .milliseconds(100))
            try #require(venue.now < .zero.advanced(by: .seconds(60)))
        }
        venue.run(for: .milliseconds(200))
        let usual = Duration.milliseconds(1400)...Duration.milliseconds(2700)
        let before = venue.distances
        #expect(before.count > 10 && before.allSatisfy { usual ~= $0 }, "\(before)")
        venue.run(for: .seconds(10))
        let after = venue.distances.suffix(10)
        #expect(after.allSatisfy { usual ~= $0 - .seconds(100) }, "\(after)")
    }

    @Test("media that does not follow is a fault where no discontinuity is marked", arguments: [true, false])
    func discontinuity(isMarked: Bool) throws {
        let text = """
            #EXTM3U
            #EXT-X-TARGETDURATION:1
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:0.5,
            0.m4s
            \(isMarked ? "#EXT-X-DISCONTINUITY" : "")
            #EXTINF:0.5,
            1.m4s
            #EXT-X-ENDLIST
            """
        let files = [
            "/index.m3u8": Array(text.utf8), "/init.mp4": try FragmentMeterTests.head(),
            "/0.m4s": FragmentMeterTests.piece(25, from: 0),
            "/1.m4s": FragmentMeterTests.piece(25, from: 960_000),
        ]
        var player = HLSPlayer(
            try #require(ServerURL("http://origin/index.m3u8")), isLowLatency: false,
            reader: PlaylistReader(), clock: ReportClock(PretendOrigin.clock, at: .zero), at: .zero)
        while let request = player.pollRequest(at: .zero) {
            player.handle(.loaded(files[request.url.target] ?? []), to: request.id, at: .zero)
        }
        #expect(player.meters[0].decodable == 50 && player.meters[0].faults == (isMarked ? 0 : 1))
    }

    @Test("without a network it gives up, and says why")
    func gone() throws {
        let venue = try HLSVenue()
        venue.run(for: .seconds(5))
        venue.isConnected = false
        venue.run(for: .seconds(30))
        #expect(venue.player.failure == "no connection")
    }

    @Test("a playlist whose media is not there is no stream")
    func noMedia() throws {
        let venue = try HLSVenue()
        venue.run(for: .seconds(5))
        venue.origin.lacksMedia = true
        venue.run(for: .seconds(30))
        #expect(venue.player.failure == "HTTP: 404")
    }

    @Test(
        "a stream that is not there is asked for five times",
        arguments: [("/none", 5), ("/live/moved.m3u8", 0)])
    func absent(path: String, failures: Int) throws {
        let venue = try HLSVenue(path: path)
        venue.run(for: .seconds(20))
        #expect(venue.player.failure == (failures > 0 ? "HTTP: 404" : nil))
        #expect((venue.player.buffer.began == nil) == (failures > 0))
        #expect(venue.asked.count { $0 == path } == max(failures, 1))
    }

    @Test(
        "what is no playlist ends it",
        arguments: ["", "<html>", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nftp://elsewhere/\n"])
    func nonsense(text: String) throws {
        let venue = try HLSVenue()
        let first = venue.player.pollRequest(at: .zero)
        let request = try #require(first)
        venue.player.handle(.loaded(Array(text.utf8)), to: request.id, at: .zero)
        #expect(venue.player.failure != nil)
        let second = venue.player.pollRequest(at: .zero)
        #expect(second == nil)
        #expect(venue.player.nextDeadline(at: .zero) == nil)
    }
}
