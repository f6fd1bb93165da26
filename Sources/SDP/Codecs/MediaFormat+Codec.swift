extension MediaFormat.Codec {
    /// Reads a codec from its map and its parameters. A clock rate that the payload format does not have makes it
    /// another codec.
    init(_ map: RTPMap, _ parameters: FormatParameters) {
        self =
            switch (map.encoding.lowercased(), map.clockRate) {
            case ("h264", 90_000): H264Parameters(parameters).map { .h264($0) } ?? .other
            case ("h265", 90_000): .h265(H265Parameters(parameters))
            case ("vp8", 90_000): .vp8
            case ("vp9", 90_000): .vp9(profile: parameters.number("profile-id", as: UInt8.self) ?? 0)
            case ("av1", 90_000): .av1(AV1Parameters(parameters))
            case ("opus", 48_000): .opus(OpusParameters(parameters))
            case ("pcmu", 8_000) where map.channels == 1: .pcmu
            case ("pcma", 8_000) where map.channels == 1: .pcma
            case ("red", 48_000): Self.redundantAudio(parameters)
            case ("telephone-event", _): .telephoneEvent
            case ("flexfec-03", 90_000): .parity
            case ("rtx", _):
                parameters.number("apt", as: UInt8.self).map { .retransmission(of: $0) } ?? .other
            default: .other
            }
    }

    /// RED's parameters are the payload types of its blocks, with slashes between (RFC 2198 §5).
    private static func redundantAudio(_ parameters: FormatParameters) -> Self {
        guard let list = parameters.all.first?.name.parts(between: "/") else { return .other }
        let payloadTypes = list.compactMap { UInt8(decimal: $0) }
        return payloadTypes.isEmpty || payloadTypes.count != list.count
            ? .other : .redundantAudio(payloadTypes)
    }

    /// Whether a viewer that offered this codec can be sent packets of `stream`, as a publisher described them.
    ///
    /// Payloads are forwarded as they come, so profiles and packetization must fit. Levels are not compared: the
    /// ones that browsers write are what they prefer and not what they can decode.
    public func carries(_ stream: Self) -> Bool {
        switch (self, stream) {
        case (.h264(let mine), .h264(let theirs)):
            // RFC 6184 §6.2: mode 0 is a subset of mode 1.
            guard theirs.packetizationMode <= mine.packetizationMode, let decoder = mine.profile,
                let profile = theirs.profile
            else { return false }
            return decoder.decodes(profile)
        case (.h265(let mine), .h265(let theirs)):
            return mine.profile >= theirs.profile && mine.tier >= theirs.tier
        case (.vp9(let mine), .vp9(let theirs)): return mine == theirs
        case (.av1(let mine), .av1(let theirs)): return mine.profile >= theirs.profile
        // Blocks go under the payload types that their publisher gave them.
        case (.redundantAudio(let mine), .redundantAudio(let theirs)): return theirs.allSatisfy(mine.contains)
        case (.vp8, .vp8), (.opus, .opus), (.pcmu, .pcmu), (.pcma, .pcma), (.telephoneEvent, .telephoneEvent):
            return true
        default: return false
        }
    }

    /// Whether both are configured alike, so that packets of either can stand for packets of the other.
    public func isLike(_ other: Self) -> Bool {
        if case .h264(let mine) = self, case .h264(let theirs) = other {
            return mine.profile == theirs.profile && mine.packetizationMode == theirs.packetizationMode
        }
        return carries(other) && other.carries(self)
    }
}
