/// Hands out dynamic payload types: from 96 up, then from 35 up as browsers do when those are used up
/// (RFC 5761 §4 keeps 64 to 95 free for RTCP).
struct PayloadTypes {
    /// The numbers left.
    private var left: ArraySlice<UInt8> = (Array(96...127) + Array(35...63))[...]

    /// A number that nothing else has, or `nil` when there are no more.
    mutating func next() -> UInt8? { left.popFirst() }
}
