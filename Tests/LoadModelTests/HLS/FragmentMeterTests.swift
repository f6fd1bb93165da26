import MP4
import Media
import Simulation
import Testing
import Timing

@testable import LoadModel

@Suite struct FragmentMeterTests {
    /// What segments begin with: 48,000 ticks a second.
    static func head() throws -> [UInt8] {
        let configuration = try #require(AACConfiguration(sampleRate: 48_000, channelCount: 2))
        return InitializationSegment.bytes(
            for: [Track(id: 1, timescale: 48_000, configuration: .aac(configuration))])
    }

    /// A meter that has read what segments begin with.
    private static func meter() throws -> FragmentMeter {
        var meter = FragmentMeter()
        meter.handleInitialization(try head())
        return meter
    }

    /// A piece of so many samples of 20 ms, from a moment on.
    static func piece(_ count: Int, from time: UInt64, keyframes: Set<Int> = [0]) -> [UInt8] {
        let samples = (0..<count).map { Sample([1, 2], duration: 960, isSync: keyframes.contains($0)) }
        return Fragment(sequence: 1, runs: [Run(track: 1, decodeTime: time, samples: samples)]).bytes
    }

    @Test("pieces that follow one another and last as long as is written are well")
    func sound() throws {
        var meter = try Self.meter()
        for number in 0..<5 {
            let bytes = Self.piece(25, from: UInt64(number * 24_000), keyframes: number == 0 ? [0] : [])
            meter.handleMedia(bytes, lasting: .milliseconds(500))
        }
        #expect(meter.decodable == 125 && meter.undecodable == 0 && meter.faults == 0)
    }

    @Test("a gap, a step back and a length that is not that of the playlist are faults")
    func faults() throws {
        var meter = try Self.meter()
        meter.handleMedia(Self.piece(25, from: 0), lasting: .milliseconds(500))
        meter.handleMedia(Self.piece(25, from: 24_960), lasting: .milliseconds(500))
        #expect(meter.faults == 1)
        meter.handleMedia(Self.piece(25, from: 0), lasting: .milliseconds(500))
        #expect(meter.faults == 2)
        meter.handleMedia(Self.piece(25, from: 24_000), lasting: .milliseconds(700))
        #expect(meter.faults == 3)
    }

    @Test("after a leap it may begin anywhere, with what can be decoded")
    func leap() throws {
        var meter = try Self.meter()
        meter.handleMedia(Self.piece(25, from: 0, keyframes: [5]), lasting: .milliseconds(500))
        #expect(meter.undecodable == 5 && meter.decodable == 20)
        meter.leap()
        meter.handleMedia(Self.piece(10, from: 960_000, keyframes: []), lasting: .milliseconds(200))
        #expect(meter.undecodable == 15 && meter.faults == 0)
    }

    @Test("what is no MP4 says nothing, and damaged MP4 does no harm")
    func damaged() throws {
        var stream = FragmentMeter()
        stream.handleInitialization([0x47, 0x40])
        stream.handleMedia([0x47, 0x40], lasting: .seconds(2))
        #expect(stream.decodable == 0 && stream.faults == 0)
        for bytes in Mutations(
            of: [try Self.head(), Self.piece(3, from: 1 << 40)], count: Mutations.usualCount / 5)
        {
            var meter = try Self.meter()
            meter.handleInitialization(bytes)
            meter.handleMedia(bytes, lasting: .milliseconds(60))
            var other = try Self.meter()
            other.handleMedia(bytes, lasting: .milliseconds(60))
        }
    }
}
