/// What the packaging loop is told by other loops, batches and relay messages left out.
enum HLSLetter: Sendable {
    /// A player asks.
    case asked(HLSQuestion)
    /// A publisher of a stream has begun.
    case published(String)
}
