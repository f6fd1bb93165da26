/// Memory for the packets of some logs, side by side.
///
/// Logs share it so that where it begins is in the caches: an array for each would have its count and its owners looked up
/// in memory that is not, each time a viewer's packets are taken to its log.
final class SentPackets {
    /// The packets of all logs.
    var packets = InlineArray<8192, SentPacket>(repeating: .none)

    /// How many packets a log has: a second at 10 Mb/s, which feedback is never late by, since reports leave every 50 to 250 ms.
    static let perLog = 1024
    /// How many logs there are.
    static let logCount = 8
}
