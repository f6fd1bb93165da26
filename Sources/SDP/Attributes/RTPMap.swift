/// `a=rtpmap:<payload type> <encoding>/<clock rate>[/<channels>]` (RFC 8866 §6.6).
struct RTPMap: Attribute {
    static let name = "rtpmap"
    static let grammar = "\"a=rtpmap:<payload type 0-127> <encoding>/<clock rate>[/<channels>]\""

    /// Which payload type is described.
    var payloadType: UInt8
    /// The encoding's name; its case carries no meaning.
    var encoding: String
    /// Ticks of the RTP timestamp in a second.
    var clockRate: UInt32
    /// Audio channels; 1 when they are not told.
    var channels: UInt8

    /// A map with all its parts.
    init(payloadType: UInt8, encoding: String, clockRate: UInt32, channels: UInt8 = 1) {
        self.payloadType = payloadType
        self.encoding = encoding
        self.clockRate = clockRate
        self.channels = channels
    }

    init?(_ value: String) {
        let fields = value.fields
        guard fields.count == 2, let payloadType = UInt8(decimal: fields[0]), payloadType < 128 else {
            return nil
        }
        let parts = fields[1].parts(between: "/")
        guard parts.count == 2 || parts.count == 3, let clockRate = UInt32(decimal: parts[1]), clockRate > 0
        else { return nil }
        self.payloadType = payloadType
        encoding = String(parts[0])
        self.clockRate = clockRate
        channels = 1
        if parts.count == 3 {
            guard let count = UInt8(decimal: parts[2]), count > 0 else { return nil }
            channels = count
        }
    }

    var value: String {
        "\(payloadType) \(encoding)/\(clockRate)" + (channels > 1 ? "/\(channels)" : "")
    }

    /// What a payload type means without any map (RFC 3551 §6): those that browsers still offer.
    static let fixed: [UInt8: RTPMap] = [
        0: RTPMap(payloadType: 0, encoding: "PCMU", clockRate: 8000),
        8: RTPMap(payloadType: 8, encoding: "PCMA", clockRate: 8000),
        9: RTPMap(payloadType: 9, encoding: "G722", clockRate: 8000),
        13: RTPMap(payloadType: 13, encoding: "CN", clockRate: 8000),
    ]
}
