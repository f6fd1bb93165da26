public import Bytes

/// `a=candidate:` one transport address of an ICE agent (RFC 8839 §5.1, RFC 6544 §4.5 for TCP).
public struct Candidate: Hashable, Sendable {
    /// How the address was found.
    public enum Kind: String, Hashable, Sendable {
        case host
        case serverReflexive = "srflx"
        case peerReflexive = "prflx"
        case relayed = "relay"
    }

    /// The transport beneath.
    public enum Transport: String, Hashable, Sendable {
        case udp
        case tcp
    }

    /// Who connects, for TCP.
    public enum TCPType: String, Hashable, Sendable {
        case active
        case passive
        case simultaneousOpen = "so"
    }

    /// A further name and value, such as Chromium's `generation 0`.
    struct Extension: Hashable, Sendable {
        /// The name.
        var name: String
        /// The value.
        var value: String
    }

    /// Equal for candidates of one kind, base and server, so that checks of a group wait for its first.
    public var foundation: String
    /// 1 for RTP, 2 for RTCP when they are not multiplexed.
    public var component: UInt16
    /// UDP or TCP.
    public var transport: Transport
    /// Which to prefer; the larger the better.
    public var priority: UInt32
    /// An IP address without brackets, or a name; browsers hide addresses behind mDNS names.
    public var address: String
    /// The port; 9 for active TCP, which has none.
    public var port: UInt16
    /// How it was found.
    public var kind: Kind
    /// The base of a reflexive or relayed candidate.
    public var relatedAddress: String?
    /// The port of that base.
    public var relatedPort: UInt16?
    /// Who connects, for TCP.
    public var tcpType: TCPType?
    /// What else was said, in order.
    var extensions: [Extension] = []

    /// A candidate of ours.
    public init(
        foundation: String, component: UInt16 = 1, transport: Transport = .udp, priority: UInt32,
        address: String,
        port: UInt16, kind: Kind = .host, tcpType: TCPType? = nil
    ) {
        self.foundation = foundation
        self.component = component
        self.transport = transport
        self.priority = priority
        self.address = address
        self.port = port
        self.kind = kind
        self.tcpType = tcpType
    }

    /// The address, unless it is a name.
    public var ip: IPAddress? { IPAddress(address) }

    /// Which credentials the candidate belongs to, where a trickled one says so (RFC 8838 §11).
    public var ufrag: String? { extensions.first { $0.name == "ufrag" }?.value }
}

extension Candidate: Attribute {
    static let name = "candidate"
    static let grammar =
        "\"a=candidate:<foundation> <component> <transport> <priority> <address> <port> typ <type> ...\""

    /// Reads the value; also with "candidate:" before it, which is how scripts are given it (`RTCIceCandidate`).
    public init?(_ value: String) {
        var fields = value.fields[...]
        guard fields.count >= 8, fields.count <= 64, fields[6] == "typ",
            let component = UInt16(decimal: fields[1]), (1...256).contains(component),
            let transport = Transport(rawValue: fields[2].lowercased()),
            let priority = UInt32(decimal: fields[3]), let port = UInt16(decimal: fields[5]),
            let kind = Kind(rawValue: String(fields[7]))
        else { return nil }
        let (prefix, rest) = fields[0].cut(at: ":")
        let foundation = prefix == Self.name ? rest ?? "" : fields[0]
        guard !foundation.isEmpty else { return nil }
        self.init(
            foundation: String(foundation), component: component, transport: transport, priority: priority,
            address: String(fields[4]), port: port, kind: kind)
        fields = fields.dropFirst(8)
        while let name = fields.popFirst() {
            guard let value = fields.popFirst() else { return nil }
            guard take(name, value) else { return nil }
        }
    }

    /// Takes one name and value behind the fixed fields; `false` when a name we know has a value it cannot have.
    private mutating func take(_ name: Substring, _ value: Substring) -> Bool {
        switch name {
        case "raddr": relatedAddress = String(value)
        case "rport":
            guard let port = UInt16(decimal: value) else { return false }
            relatedPort = port
        case "tcptype":
            guard let type = TCPType(rawValue: value.lowercased()) else { return false }
            tcpType = type
        default: extensions.append(Extension(name: String(name), value: String(value)))
        }
        return true
    }

    /// The value as it is written, without "candidate:".
    public var value: String {
        var text = "\(foundation) \(component) \(transport.rawValue) \(priority) \(address) \(port)"
        text += " typ \(kind.rawValue)"
        if let relatedAddress { text += " raddr \(relatedAddress)" }
        if let relatedPort { text += " rport \(relatedPort)" }
        if let tcpType { text += " tcptype \(tcpType.rawValue)" }
        for each in extensions { text += " \(each.name) \(each.value)" }
        return text
    }
}
