public import Media

/// A unit for the packager: on the one clock, with all that is told beside it.
public struct ContributedUnit: Hashable, Sendable {
    /// What it is in.
    public let codec: Codec
    /// Its configuration, where the units do not tell it.
    public let configuration: CodecConfiguration?
    /// The unit: pictures in ticks of 90 kHz, sound in samples.
    public let unit: AccessUnit
}
