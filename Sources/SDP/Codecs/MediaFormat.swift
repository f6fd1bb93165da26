/// One payload type of an m= section, with everything that is said about it.
public struct MediaFormat: Hashable, Sendable {
    /// What a payload type carries.
    public enum Codec: Hashable, Sendable {
        case h264(H264Parameters)
        case h265(H265Parameters)
        case vp8
        case vp9(profile: UInt8)
        case av1(AV1Parameters)
        case opus(OpusParameters)
        case pcmu
        case pcma
        /// Earlier audio frames repeated with each new one (RFC 2198); of these payload types.
        case redundantAudio([UInt8])
        /// Keys of a telephone (RFC 4733).
        case telephoneEvent
        /// Retransmissions of this payload type (RFC 4588).
        case retransmission(of: UInt8)
        /// Parities of packets of other formats, from which lost ones are made again
        /// (draft-ietf-payload-flexible-fec-scheme-03, which is what browsers speak, and not RFC 8627).
        case parity
        /// Something that we do not forward.
        case other
    }

    /// The number in RTP headers.
    public var payloadType: UInt8
    /// The encoding's name, as it was written.
    public var name: String
    /// Ticks of the RTP timestamp in a second.
    public var clockRate: UInt32
    /// Audio channels; 1 for everything else.
    public var channels: UInt8
    /// What `fmtp` said, as it was written.
    public var parameters: FormatParameters
    /// The feedback that may be sent about it.
    public var feedback: [Feedback]
    /// What all that means.
    public let codec: Codec

    /// A format from what its lines say.
    init(_ map: RTPMap, parameters: FormatParameters = FormatParameters(), feedback: [Feedback] = []) {
        payloadType = map.payloadType
        name = map.encoding
        clockRate = map.clockRate
        channels = map.channels
        self.parameters = parameters
        self.feedback = feedback
        codec = Codec(map, parameters)
    }

    /// The map that describes it.
    var map: RTPMap {
        RTPMap(payloadType: payloadType, encoding: name, clockRate: clockRate, channels: channels)
    }
}

extension MediaFormat: CustomStringConvertible {
    /// The format in words, for a person who wonders why two sides do not agree.
    public var description: String {
        let rate = channels > 1 ? "\(clockRate)/\(channels)" : "\(clockRate)"
        return "\(name)/\(rate)" + (parameters.isEmpty ? "" : " (\(parameters.text))")
    }
}

extension MediaFormat {
    /// The formats of a section, in its order. Lines about payload types that are not on the m= line are ignored,
    /// since Firefox leaves them there; payload types without a map are too, unless RFC 3551 fixes their meaning.
    static func all(in section: MediaSection) throws(SDPError) -> [MediaFormat] {
        var maps = RTPMap.fixed
        var parameters: [UInt8: FormatParameters] = [:]
        var feedback: [UInt8: [Feedback]] = [:]
        var common: [Feedback] = []
        for map in try section.lines.every(RTPMap.self) {
            maps[map.payloadType] = map
        }
        for line in section.lines.readable(FormatParameterLine.self) {
            parameters[line.payloadType] = line.parameters
        }
        for line in section.lines.readable(FeedbackLine.self) {
            if let payloadType = line.payloadType {
                feedback[payloadType, default: []].append(line.feedback)
            } else {
                common.append(line.feedback)
            }
        }
        return section.line.payloadTypes.compactMap { payloadType in
            maps[payloadType].map {
                MediaFormat(
                    $0, parameters: parameters[payloadType] ?? FormatParameters(),
                    feedback: (feedback[payloadType] ?? []) + common)
            }
        }
    }
}

extension [MediaFormat] {
    /// The payload type that repeats lost packets of `payloadType`, if one is offered.
    func retransmission(of payloadType: UInt8) -> MediaFormat? {
        first { $0.codec == .retransmission(of: payloadType) }
    }
}
