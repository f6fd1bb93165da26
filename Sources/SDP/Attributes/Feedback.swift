/// A kind of RTCP feedback (RFC 4585 §4.2, RFC 5104 §7).
public enum Feedback: Hashable, Sendable {
    /// `nack`: lost packets are named and sent again.
    case nack
    /// `nack pli`: a picture was lost, send a keyframe.
    case pictureLoss
    /// `ccm fir`: send a keyframe, to somebody new.
    case fullIntraRequest
    /// `transport-cc`: when each packet of the transport arrived.
    case transportWide
    /// `goog-remb`: what the receiver thinks it can take.
    case receiverEstimate
    /// Anything else, as it was written.
    case other(String)

    /// Reads what follows the payload type.
    init(_ text: String) {
        self =
            switch text {
            case "nack": .nack
            case "nack pli": .pictureLoss
            case "ccm fir": .fullIntraRequest
            case "transport-cc": .transportWide
            case "goog-remb": .receiverEstimate
            default: .other(text)
            }
    }

    /// The kind as it is written.
    var text: String {
        switch self {
        case .nack: "nack"
        case .pictureLoss: "nack pli"
        case .fullIntraRequest: "ccm fir"
        case .transportWide: "transport-cc"
        case .receiverEstimate: "goog-remb"
        case .other(let text): text
        }
    }
}

/// `a=rtcp-fb:<payload type or *> <kind>` (RFC 4585 §4.2).
struct FeedbackLine: Attribute {
    static let name = "rtcp-fb"
    static let grammar = "\"a=rtcp-fb:<payload type or *> <feedback>\""

    /// Which payload type may be answered so; `nil` for all of the section.
    var payloadType: UInt8?
    /// How.
    var feedback: Feedback

    /// A line of ours.
    init(payloadType: UInt8?, feedback: Feedback) {
        self.payloadType = payloadType
        self.feedback = feedback
    }

    init?(_ value: String) {
        let fields = value.fields
        guard fields.count >= 2 else { return nil }
        if fields[0] != "*" {
            guard let number = UInt8(decimal: fields[0]), number < 128 else { return nil }
            payloadType = number
        }
        feedback = Feedback(fields[1...].joined(separator: " "))
    }

    var value: String { "\(payloadType.map(String.init) ?? "*") \(feedback.text)" }
}
