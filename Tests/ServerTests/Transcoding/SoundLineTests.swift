import CodecBridge
import Media
import Runtime
import Simulation
import Testing
import Timing

@testable import Server

/// The way of a stream's sound to a transcoder, which may be missing or fail.
@Suite struct SoundLineTests {
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
}
