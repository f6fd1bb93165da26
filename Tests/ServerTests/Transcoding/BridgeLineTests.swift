import CodecBridge
import Foundation
import Media
import Packaging
import Runtime
import Simulation
import Testing
import Timing

@testable import Server

/// The way of a stream's tracks to a transcoder, which may be missing or fail.
@Suite struct BridgeLineTests {
    /// Two seconds of sound.
    private let units = (0..<100).map {
        AccessUnit(SampleFile.opus.units[3], decodeTime: 480_000 + Int64($0) * 960, duration: 960)
    }

    private func isTrue(_ condition: () async -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test("what is sent comes back as AAC, and its process ends by itself when it is not wanted any more")
    func made() async throws {
        let place = try TranscodersTests.Workplace(
            TranscodersTests.transcoder, log: Logger(CollectingSink(level: .debug)))
        await place.openLine()
        #expect(await place.send(units))
        #expect(try await isTrue { await place.made.count >= 90 })
        let made = await place.made
        #expect(made.first?.decodeTime == 480_000 - 1024 && made.allSatisfy { $0.duration == 1024 })
        await place.closeLine()
        #expect(try await isTrue { await place.numbers.running == 0 })
        #expect(await place.numbers.failed == 0)
        await place.stop()
    }

    @Test("one that fails is followed by another after a second")
    func failing() async throws {
        let place = try TranscodersTests.Workplace("/bin/false", log: Logger(CollectingSink(level: .debug)))
        await place.openLine()
        let began = ContinuousClock.now
        let isFollowed = try await isTrue {
            _ = await place.send(units)
            return await place.numbers.started == 2
        }
        #expect(isFollowed && ContinuousClock.now - began >= .seconds(1))
        #expect(try await isTrue { await place.numbers.failed == 2 })
        await place.stop()
    }

    @Test("without the program nothing is sent, which is said once")
    func missing() async throws {
        let sink = CollectingSink(level: .debug)
        let place = try TranscodersTests.Workplace("/nowhere/transcoder", log: Logger(sink))
        await place.openLine()
        for _ in 0..<5 { #expect(await place.send(units) == false) }
        #expect(sink.records.count { $0.event == "no transcoder" } == 1)
        await place.stop()
    }

    @Test("what a transcoder does not take is left out, said once and counted")
    func behind() async throws {
        let sink = CollectingSink(level: .debug)
        // It reads nothing.
        let place = try TranscodersTests.Workplace("/bin/sleep", log: Logger(sink))
        await place.openLine()
        let large = [AccessUnit](
            repeating: AccessUnit([UInt8](repeating: 0, count: 1 << 20), decodeTime: 0), count: 8)
        #expect(await place.send(large))
        #expect(await place.numbers.leftOut > 0)
        #expect(sink.records.count { $0.event == "transcoder is behind" } == 1)
        await place.stop()
    }

    @Test(
        "pictures of VP8 come back as H.264, from the first keyframe on, which is asked for until it is there"
    )
    func pictures() async throws {
        let place = try TranscodersTests.Workplace(
            TranscodersTests.transcoder, log: Logger(CollectingSink(level: .debug)))
        await place.openLine(of: .video, .video(frameRate: 30_000, longest: 18_000), BridgeFormat(.vp8))
        let clip = SampleFile.vp8.units
        let units = clip.indices.map {
            AccessUnit(clip[$0], decodeTime: 900_000 + Int64($0) * 3000, isSync: $0 == 0)
        }
        #expect(await place.send(Array(units.dropFirst().prefix(3))))
        #expect(await place.keyframeWishes == 1)
        #expect(await place.send(units))
        #expect(try await isTrue { await place.made.count == units.count })
        let made = await place.made
        #expect(made.map(\.decodeTime) == units.map(\.decodeTime) && made[0].isSync)
        #expect(await place.keyframeWishes == 1)
        let what = await place.configurations
        #expect(what.count == 1 && what.first?.codec == .h264)
        await place.stop()
    }

    @Test(
        "one that encodes fewer pictures says so: in the log once, in numbers and to the stream as long as it does"
    )
    func slow() async throws {
        // One of two and five left out, then one of four and one left out; it ends when the socket does.
        let script = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sh")
        let said = [
            #"\000\000\000\006\007\002\000\000\000\005"#, #"\000\000\000\006\007\004\000\000\000\001"#,
        ]
        .joined()
        try "#!/bin/sh\nprintf '\(said)'\nwhile read line; do :; done\n".write(
            to: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        defer { try? FileManager.default.removeItem(at: script) }
        let sink = CollectingSink(level: .debug)
        let place = try TranscodersTests.Workplace(script.path, log: Logger(sink))
        await place.openLine(of: .video, .video(frameRate: 30_000, longest: 18_000), BridgeFormat(.vp8))
        #expect(await place.send([AccessUnit(SampleFile.vp8.units[0], decodeTime: 0)]))
        #expect(try await isTrue { await place.divisors == [2, 4] })
        let numbers = await place.numbers
        #expect(numbers.slow == 1 && numbers.leftOutPictures == 6)
        #expect(sink.records.count { $0.event == "transcoder is too slow" } == 1)
        await place.closeLine()
        #expect(await place.divisors == [2, 4, 1])
        #expect(await place.numbers.slow == 0)
        await place.stop()
    }
}
