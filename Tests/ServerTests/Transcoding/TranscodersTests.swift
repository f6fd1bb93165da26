import Bytes
import CodecBridge
import Foundation
import Media
import Packaging
import Runtime
import Simulation
import Testing
import Timing

@testable import Server

/// Transcoders as a server has them: processes that may be missing, crash and hang.
@Suite struct TranscodersTests {
    /// A loop with transcoders.
    actor Workplace: LoopResident {
        nonisolated let loop: EventLoop
        let poller: Poller
        private let transcoders: Transcoders
        private let studio: Studio
        private let log: Logger

        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

        init(_ program: String, log: Logger) throws(SystemError) {
            loop = try EventLoop(name: "transcoders")
            poller = try Poller()
            transcoders = Transcoders(TranscodingSettings(program: program), on: poller, log: log)
            studio = Studio(transcoders)
            self.log = log
            poller.afterTurn = { [studio] in studio.settle() }
            try loop.run(self)
        }

        var numbers: TranscodingNumbers { transcoders.numbers }

        func draw(_ drawing: Drawing) async -> Drawing.Outcome? {
            await withCheckedContinuation { continuation in
                studio.draw(drawing) { continuation.resume(returning: $0) }
                loop.wake()
            }
        }

        /// Starts a job, does something to its process, and says what became of it.
        func run(
            limit: Duration? = nil, sending messages: [BridgeMessage] = [],
            _ body: @escaping @Sendable (Int32) -> Void = { _ in }
        ) async -> (said: [BridgeMessage], ending: ChildProcess.Ending?) {
            await withCheckedContinuation { continuation in
                guard let size = PictureSize(width: 64, height: 64) else { return }
                var said: [BridgeMessage] = []
                let order = BridgeOrder.pictures(largest: size, columns: 1, rows: 1)
                let job = transcoders.start(order, limit: limit, mostWaiting: 1 << 20) { event in
                    switch event {
                    case .message(let message): said.append(message)
                    case .ended(let ending): continuation.resume(returning: (said, ending))
                    }
                }
                guard let job else { return continuation.resume(returning: ([], nil)) }
                for message in messages { _ = job.send(message) }
                body(job.processID)
                loop.wake()
            }
        }

        /// The way of a track there and back, and what came back.
        private var line: BridgeLine?
        private var format = BridgeFormat(.opus, record: [2])
        private let replies = Replies()

        /// What came back.
        private final class Replies {
            var units: [AccessUnit] = []
            var configurations: Set<CodecConfiguration> = []
            var keyframeWishes = 0
            var divisors: [Int] = []
        }

        var made: [AccessUnit] { replies.units }
        var configurations: Set<CodecConfiguration> { replies.configurations }
        var keyframeWishes: Int { replies.keyframeWishes }
        var divisors: [Int] { replies.divisors }

        func openLine() { openLine(of: .audio, .sound(bitsPerSecond: 128_000), format) }

        func openLine(of kind: TrackKind, _ order: BridgeOrder, _ format: BridgeFormat) {
            self.format = format
            let replies = replies
            line = BridgeLine("stage", kind, order, transcoders, on: poller, log: log) { reply in
                switch reply {
                case .unit(let unit, let configuration):
                    replies.units.append(unit)
                    replies.configurations.insert(configuration)
                case .paced(let divisor): replies.divisors.append(divisor)
                case .keyframeWanted: replies.keyframeWishes += 1
                }
            }
        }

        func send(_ units: [AccessUnit]) -> Bool {
            let isSent = line?.send(units, format) ?? false
            loop.wake()
            return isSent
        }

        func closeLine() {
            line?.stop()
            loop.wake()
        }

        func stop() {
            transcoders.close()
            loop.stop()
        }
    }

    /// The transcoder that is built with the tests.
    static var transcoder: String {
        // The tests are a program of the build's folder, or a bundle in it.
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appending(path: "starling-transcoder").path
    }

    /// A keyframe, and what it is.
    private func keyframe() throws -> (format: BridgeFormat, unit: AccessUnit) {
        var tracker = FormatTracker(.h264)
        var unit = AccessUnit(try #require(SampleFile.baseline.units.first), decodeTime: 0)
        let isPrepared = tracker.prepare(&unit)
        try #require(isPrepared)
        return (BridgeFormat(try #require(tracker.configuration)), unit)
    }

    private func drawing(of keyframes: [(format: BridgeFormat, unit: AccessUnit)]) throws -> Drawing {
        Drawing(largest: try #require(PictureSize(width: 64, height: 64)), keyframes: keyframes)
    }

    @Test("pictures are made by a process each, which has ended then")
    func drawn() async throws {
        let place = try Workplace(Self.transcoder, log: Logger(CollectingSink(level: .debug)))
        let drawing = try drawing(of: [keyframe()])
        async let first = place.draw(drawing)
        async let second = place.draw(drawing)
        async let third = place.draw(drawing)
        for outcome in await [first, second, third] {
            let jpeg = try #require(outcome?.jpeg)
            #expect(jpeg.bytes.byte(at: 0) == 0xFF && jpeg.bytes.byte(at: 1) == 0xD8)
        }
        let numbers = await place.numbers
        #expect(numbers.started == 3 && numbers.running == 0 && numbers.failed == 0)
        await place.stop()
    }

    @Test("a transcoder that is killed ends its job alone, and is counted")
    func killed() async throws {
        let sink = CollectingSink(level: .debug)
        let place = try Workplace(Self.transcoder, log: Logger(sink))
        let (said, ending) = await place.run { kill($0, SIGSEGV) }
        #expect(said.isEmpty && ending == .killed(signal: SIGSEGV))
        let outcome = await place.draw(try drawing(of: [keyframe()]))
        #expect(outcome != nil)
        #expect(await place.numbers.failed == 1)
        #expect(sink.records.contains { $0.event == "transcoder ended early" })
        await place.stop()
    }

    @Test("what cannot be decoded makes no picture, and no crash")
    func hostile() async throws {
        let place = try Workplace(Self.transcoder, log: Logger(CollectingSink(level: .debug)))
        let outcome = await place.draw(
            try drawing(of: [(BridgeFormat(.h264), AccessUnit([0, 0, 0, 2, 0x65, 0xFF], decodeTime: 0))]))
        #expect(outcome == nil)
        #expect(await place.numbers.failed == 0)
        await place.stop()
    }

    @Test("one that takes too long is killed")
    func hanging() async throws {
        // It says again what it is told, and never ends.
        let place = try Workplace("/bin/cat", log: Logger(CollectingSink(level: .debug)))
        let (_, ending) = await place.run(limit: .milliseconds(200))
        #expect(ending == .killed(signal: SIGKILL))
        await place.stop()
    }

    @Test("one that ends by itself is not waited for, and one that says nonsense is ended")
    func foreign() async throws {
        let log = Logger(CollectingSink(level: .debug))
        let failing = try Workplace("/bin/false", log: log)
        #expect(await failing.run().ending == .exited(1))
        await failing.stop()
        let babbling = try Workplace("/usr/bin/yes", log: log)
        #expect(await babbling.run().ending == .killed(signal: SIGKILL))
        await babbling.stop()
    }

    @Test("without the program there are no pictures, which is said once")
    func missing() async throws {
        let sink = CollectingSink(level: .debug)
        let place = try Workplace("/nowhere/starling-transcoder", log: Logger(sink))
        let drawing = try drawing(of: [keyframe()])
        #expect(await place.draw(drawing) == nil)
        #expect(await place.draw(drawing) == nil)
        #expect(await place.run().ending == nil)
        #expect(sink.records.count { $0.event == "no transcoder" } == 1)
        await place.stop()
    }
}
