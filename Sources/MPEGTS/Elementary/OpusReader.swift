internal import Bytes
internal import Media

/// Makes units of PES packets of Opus, each of which holds whole packets behind control headers.
struct OpusReader {
    /// What the decoder must know.
    private let configuration: OpusConfiguration
    /// When the next packet is heard, in ticks of 90 kHz, unless it is said.
    private var next: Int64?

    init(channels: Int) {
        configuration = OpusConfiguration(channelCount: channels)
    }

    mutating func read(_ payload: RawSpan, _ time: Int64?, into units: inout [StreamUnit]) {
        next = time ?? next
        var reader = ByteReader(payload)
        while !reader.isAtEnd, let packet = OpusControlHeader.readPacket(&reader) {
            guard let time = next, let samples = OpusPayload.duration(of: packet) else { return }
            next = time + Int64(samples * 90_000 / OpusConfiguration.sampleRate)
            units.append(
                StreamUnit(
                    codec: .opus, configuration: .opus(configuration), time: time, compositionTime: 0,
                    isKeyframe: true, bytes: [UInt8](packet)))
        }
    }
}
