/// An RTP header extension by what it means; the raw value is the URI that names it on the wire.
public enum ExtensionURI: String, Hashable, Sendable, CaseIterable {
    /// Which m= section a packet belongs to (RFC 9143 §15).
    case mid = "urn:ietf:params:rtp-hdrext:sdes:mid"
    /// Which simulcast layer a packet belongs to (RFC 8852 §3.1).
    case rid = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    /// The same for a retransmission (RFC 8852 §3.2).
    case repairedRID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
    /// When the packet left, 24 bits.
    case absoluteSendTime = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    /// The transport-wide sequence number that TWCC feedback speaks of.
    case transportSequenceNumber = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    /// When the sample was captured.
    case absoluteCaptureTime = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
    /// How loud the packet's audio is (RFC 6464).
    case audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    /// How the camera is turned (3GPP TS 26.114 §7.4.5).
    case videoOrientation = "urn:3gpp:video-orientation"
    /// How long a receiver may or must buffer.
    case playoutDelay = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
    /// Which frames a frame needs, for AV1 and SVC.
    case dependencyDescriptor =
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
    /// Which layers a publisher sends, at which rates and sizes.
    case videoLayersAllocation = "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00"
}

/// `a=extmap:<id>[/<direction>] <URI> [<attributes>]` (RFC 8285 §5).
public struct HeaderExtension: Hashable, Sendable {
    /// The number that stands for the URI in RTP headers of this session.
    public var id: UInt16
    /// Which way it may be sent, when that is narrower than the section's own direction.
    public var direction: Direction?
    /// What names the extension.
    public var uri: String
    /// Extension attributes, as they were written.
    public var attributes: String?

    /// An extension with all its parts.
    public init(id: UInt16, direction: Direction? = nil, uri: String, attributes: String? = nil) {
        self.id = id
        self.direction = direction
        self.uri = uri
        self.attributes = attributes
    }

    /// An extension of ours.
    public init(id: UInt16, _ uri: ExtensionURI) {
        self.init(id: id, uri: uri.rawValue)
    }

    /// What the URI means, if we know it.
    public var kind: ExtensionURI? { ExtensionURI(rawValue: uri) }

    /// Whether the number can stand in a header. 15 ends parsing in the one-byte form (RFC 8285 §4.2), and
    /// numbers from 4096 on are for offers with more extensions than numbers (§7); we take no part in that.
    var isUsable: Bool { (1...255).contains(id) && id != 15 }
}

extension HeaderExtension: Attribute {
    static let name = "extmap"
    static let grammar = "\"a=extmap:<id>[/<direction>] <URI>\""

    init?(_ value: String) {
        let fields = value.fields
        guard fields.count >= 2 else { return nil }
        let (id, direction) = fields[0].cut(at: "/")
        guard let id = UInt16(decimal: id), id > 0 else { return nil }
        self.id = id
        if let direction {
            guard let direction = Direction(rawValue: String(direction)) else { return nil }
            self.direction = direction
        }
        uri = String(fields[1])
        attributes = fields.count > 2 ? fields[2...].joined(separator: " ") : nil
    }

    var value: String {
        let way = direction.map { "/\($0.rawValue)" } ?? ""
        return "\(id)\(way) \(uri)" + (attributes.map { " \($0)" } ?? "")
    }
}
