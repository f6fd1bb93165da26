/// `a=simulcast:<send|recv> <streams> [<send|recv> <streams>]` (RFC 8853 §5.1).
///
/// Streams stand between semicolons; alternatives for one stream between commas, the preferred one first; "~"
/// before a name says that it starts paused.
struct Simulcast: Attribute {
    /// One name in the list.
    struct Alternative: Hashable, Sendable {
        /// The `a=rid` it refers to.
        var id: String
        /// Whether the stream starts paused.
        var isPaused = false
    }

    static let name = "simulcast"
    static let grammar = "\"a=simulcast:<send or recv> <rid>[,<rid>...][;<rid>...]\""

    /// What the writer offers to send, most wanted first.
    var send: [[Alternative]] = []
    /// What the writer offers to receive.
    var receive: [[Alternative]] = []

    /// Streams that the writer sends, one alternative each.
    init(send ids: [String]) {
        send = ids.map { [Alternative(id: $0)] }
    }

    /// Streams that the writer receives, one alternative each.
    init(receive ids: [String]) {
        receive = ids.map { [Alternative(id: $0)] }
    }

    init?(_ value: String) {
        let fields = value.fields
        guard fields.count == 2 || fields.count == 4 else { return nil }
        for index in stride(from: 0, to: fields.count, by: 2) {
            guard let streams = Self.streams(fields[index + 1]) else { return nil }
            switch fields[index] {
            case "send" where send.isEmpty: send = streams
            case "recv" where receive.isEmpty: receive = streams
            default: return nil
            }
        }
    }

    var value: String {
        var parts: [String] = []
        if !send.isEmpty { parts.append("send \(Self.text(send))") }
        if !receive.isEmpty { parts.append("recv \(Self.text(receive))") }
        return parts.joined(separator: " ")
    }

    private static func streams(_ text: Substring) -> [[Alternative]]? {
        var streams: [[Alternative]] = []
        for part in text.parts(between: ";") {
            var alternatives: [Alternative] = []
            for name in part.parts(between: ",") {
                let isPaused = name.utf8.first == UInt8(ascii: "~")
                let id = isPaused ? name.dropFirst() : name
                guard RestrictionID.isIdentifier(id) else { return nil }
                alternatives.append(Alternative(id: String(id), isPaused: isPaused))
            }
            guard !alternatives.isEmpty else { return nil }
            streams.append(alternatives)
        }
        return streams.isEmpty ? nil : streams
    }

    private static func text(_ streams: [[Alternative]]) -> String {
        streams.map { $0.map { ($0.isPaused ? "~" : "") + $0.id }.joined(separator: ",") }
            .joined(separator: ";")
    }
}
