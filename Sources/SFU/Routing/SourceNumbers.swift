/// The running number that tells each source of media from all others of an exchange.
final class SourceNumbers {
    /// The last one given.
    private var last: UInt32 = 0

    /// Another number.
    func next() -> UInt32 {
        last &+= 1
        return last
    }
}
