/// Audio or video: the two kinds of m= section that Starling forwards.
public enum MediaKind: String, Hashable, Sendable, CaseIterable {
    case audio
    case video
}

/// `m=<media> <port>[/<count>] <proto> <fmt> ...` (RFC 8866 §5.14).
struct MediaLine: Hashable, Sendable {
    /// What is accepted, for error messages.
    static let grammar = "\"m=<media> <port> <protocol> <format> ...\" with at most 128 formats"

    /// The media as written: "audio", "video", "application", ...
    var media: String
    /// The port; 0 rejects the section, or, with `a=bundle-only`, says that it lives in a bundle only.
    var port: UInt16
    /// How many ports, where that is said. WebRTC never does.
    var portCount: Int?
    /// The transport, such as "UDP/TLS/RTP/SAVPF".
    var proto: String
    /// The formats: payload types in an RTP section.
    var formats: [String]

    /// A line with all its parts.
    init(media: String, port: UInt16, proto: String, formats: [String]) {
        self.media = media
        self.port = port
        self.proto = proto
        self.formats = formats
    }

    /// Reads what follows "m=".
    init?(_ value: String) {
        let fields = value.fields
        // A payload type has seven bits: nobody has a use for more than 128 formats, and we look each one up.
        guard fields.count >= 4, fields.count <= 3 + 128 else { return nil }
        let (port, count) = fields[1].cut(at: "/")
        guard let port = UInt16(decimal: port) else { return nil }
        if let count {
            guard let count = Int(decimal: count) else { return nil }
            portCount = count
        }
        media = String(fields[0])
        self.port = port
        proto = String(fields[2])
        formats = fields[3...].map { String($0) }
    }

    /// What follows "m=".
    var value: String {
        let ports = portCount.map { "\(port)/\($0)" } ?? "\(port)"
        return "\(media) \(ports) \(proto) \(formats.joined(separator: " "))"
    }

    /// Audio, video, or neither.
    var kind: MediaKind? {
        MediaKind(rawValue: media.lowercased())
    }

    /// Whether RTP flows here. RFC 8829 §5.1.2 wants every RTP profile accepted, since what decides about
    /// encryption is the fingerprint.
    var isRTP: Bool {
        let name = proto.uppercased()
        return ["RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF"].contains {
            name == $0 || name.hasSuffix("/" + $0)
        }
    }

    /// The payload types, in order and each once; formats that are none are left out.
    var payloadTypes: [UInt8] {
        var seen: Set<UInt8> = []
        return formats.compactMap { UInt8(decimal: $0) }.filter { $0 < 128 && seen.insert($0).inserted }
    }
}
