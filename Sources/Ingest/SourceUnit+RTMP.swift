public import RTMP

extension SourceUnit {
    /// A unit that came by RTMP, which counts in milliseconds.
    public init(_ unit: PublishedUnit) {
        self.init(
            codec: unit.codec, configuration: unit.configuration, time: unit.time * 1_000_000,
            compositionTime: Int64(unit.compositionTime) * 1_000_000, isKeyframe: unit.isKeyframe,
            bytes: unit.bytes)
    }
}
