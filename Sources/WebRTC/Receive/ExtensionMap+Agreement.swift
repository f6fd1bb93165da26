public import RTP
public import SDP

extension ExtensionMap {
    /// The identifiers that a session agreed on. Bundled sections give one identifier one meaning (RFC 9143 §9.1);
    /// where they do not, the first section counts.
    public init(agreedIn media: [NegotiatedMedia]) {
        self.init()
        for each in media.flatMap(\.extensions) {
            guard let kind = ExtensionKind(uri: each.uri), let id = UInt8(exactly: each.id) else { continue }
            _ = add(kind, id: id)
        }
    }
}
