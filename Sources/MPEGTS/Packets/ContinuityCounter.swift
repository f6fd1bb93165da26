/// Follows the count of one PID's packets (ISO 13818-1 §2.4.3.3). Sixteen lost in a row are not noticed.
struct ContinuityCounter {
    /// What is to be thought of a packet.
    enum Verdict {
        /// It follows the one before.
        case next
        /// It was here already.
        case repeated
        /// Something is missing before it.
        case gap
    }

    /// The last count.
    private var last: UInt8?

    /// Judges a packet with a payload.
    mutating func judge(_ count: UInt8) -> Verdict {
        defer { last = count }
        guard let last else { return .next }
        if count == last { return .repeated }
        return count == (last + 1) & 0x0F ? .next : .gap
    }
}
