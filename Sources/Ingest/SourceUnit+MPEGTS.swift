public import MPEGTS

extension SourceUnit {
    /// A unit out of a transport stream, which counts in ticks of 90 kHz.
    public init(_ unit: StreamUnit) {
        self.init(
            codec: unit.codec, configuration: unit.configuration, time: Self.nanoseconds(unit.time),
            compositionTime: Self.nanoseconds(Int64(unit.compositionTime)), isKeyframe: unit.isKeyframe,
            bytes: unit.bytes)
    }

    /// Nine ticks are 100,000 ns.
    private static func nanoseconds(_ ticks: Int64) -> Int64 {
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: 9)
        return whole &* 100_000 &+ rest * 100_000 / 9
    }
}
