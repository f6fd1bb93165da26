/// What the other side wants to receive as Opus, and tells of what it will send (RFC 7587 §6.1).
public struct OpusParameters: Hashable, Sendable {
    /// Whether its decoder prefers stereo.
    public var prefersStereo: Bool
    /// Whether it is likely to send stereo.
    public var sendsStereo: Bool
    /// Whether it can use in-band error correction.
    public var usesInbandFEC: Bool
    /// Whether it likes silence to be left out.
    public var usesDTX: Bool
    /// The most bits a second it wants.
    public var maximumAverageBitrate: UInt32?

    /// Reads the parameters, with the defaults of RFC 7587 §6.1.
    init(_ parameters: FormatParameters) {
        prefersStereo = parameters["stereo"] == "1"
        sendsStereo = parameters["sprop-stereo"] == "1"
        usesInbandFEC = parameters["useinbandfec"] == "1"
        usesDTX = parameters["usedtx"] == "1"
        maximumAverageBitrate = parameters.number("maxaveragebitrate", as: UInt32.self)
    }
}
