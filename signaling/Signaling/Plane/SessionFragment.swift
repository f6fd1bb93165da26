public import HTTP

/// What a client sends for its session after the answer: candidates, or the credentials of an ICE restart
/// (RFC 8840 §9, RFC 9725 §4.3).
public struct SessionFragment: Hashable, Sendable {
    /// The fragment of SDP, not looked at yet; not empty.
    public var bytes: [UInt8]
    /// Which ICE session the client means; `nil` when it did not say.
    public var condition: TagCondition?

    /// A fragment.
    public init(_ bytes: [UInt8], condition: TagCondition? = nil) {
        self.bytes = bytes
        self.condition = condition
    }

    /// Whether it is meant for the ICE session that `tag` names.
    ///
    /// Deviation: RFC 9725 §4.3.1 wants 428 where the client does not say, and strong comparison. Clients in the
    /// field send nothing, `*` for whatever they do, weak tags, and tags without quotes. A fragment names its ICE
    /// session by the ufrag as well, so we refuse only what names another tag.
    public func isMeant(for tag: String) -> Bool {
        guard let condition, condition != .oneOf([]) else { return true }
        return condition.isMet(byContentOf: EntityTag(tag))
    }
}
