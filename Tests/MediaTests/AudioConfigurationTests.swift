import Media
import Testing

/// AudioSpecificConfig, dOps and their names.
@Suite struct AudioConfigurationTests {
    struct Sample: Sendable {
        let record: [UInt8], type: UInt8, rate: Int, channels: Int
    }

    static let samples = [
        // AAC-LC, index 3 (48 kHz), two channels: 00010 0011 0010 000.
        Sample(record: [0x11, 0x90], type: 2, rate: 48_000, channels: 2),
        // AAC-LC, 44.1 kHz, one channel.
        Sample(record: [0x12, 0x08], type: 2, rate: 44_100, channels: 1),
        // HE-AAC: 24 kHz inside, 48 kHz outside. 00101 0110 0010 0011 ...
        Sample(record: [0x2B, 0x11, 0x88, 0x00], type: 5, rate: 48_000, channels: 2),
    ]

    @Test("an AudioSpecificConfig is read", arguments: samples)
    func aac(sample: Sample) throws {
        let configuration = try #require(AACConfiguration(record: sample.record))
        #expect(configuration.objectType == sample.type)
        #expect(configuration.sampleRate == sample.rate)
        #expect(configuration.channelCount == sample.channels)
        #expect(CodecConfiguration.aac(configuration).codecString == "mp4a.40.\(sample.type)")
    }

    @Test("one that is made says what it was made of")
    func made() {
        #expect(AACConfiguration(sampleRate: 48_000, channelCount: 2)?.record == [0x11, 0x90])
        #expect(AACConfiguration(sampleRate: 47_999, channelCount: 2) == nil)
    }

    @Test(
        "one that is cut off or has no channels is refused",
        arguments: [[], [0x11], [0x11, 0x80]] as [[UInt8]])
    func refused(record: [UInt8]) {
        #expect(AACConfiguration(record: record) == nil)
    }

    @Test("Opus is told with 80 ms to skip, big-endian")
    func opus() {
        #expect(
            OpusConfiguration(channelCount: 2).record == [0, 2, 0x0F, 0x00, 0, 0, 0xBB, 0x80, 0, 0, 0])
        #expect(CodecConfiguration.opus(OpusConfiguration()).codecString == "opus")
    }
}
