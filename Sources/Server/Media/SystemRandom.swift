/// The system's cryptographic source of random numbers.
///
/// Like `SystemRandomNumberGenerator`, but it takes room: that one has no bytes, hence no address, and the thread
/// sanitizer, which looks at the address of whatever is passed on as `inout`, crashes on what stands in its place.
struct SystemRandom: RandomNumberGenerator {
    /// The source.
    private var source = SystemRandomNumberGenerator()
    /// The room it takes.
    private var room: UInt8 = 0

    mutating func next() -> UInt64 { source.next() }
}
