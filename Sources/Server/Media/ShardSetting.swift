import Bytes
import RTP
import SFU
import SRTP
import WebRTC

/// What all media shards share.
struct ShardSetting: Sendable {
    /// The addresses to open media ports on.
    let listen: [IPAddress]
    /// The media port of the first shard; 0 lets the kernel choose.
    let firstPort: UInt16
    /// What is advertised.
    let addresses: AdvertisedAddresses
    /// What packets are sealed with.
    let engine: SRTPEngine
    /// Our wall clock as all reports tell it.
    let clock: ReportClock
    /// What the operator wants of exchanges.
    let exchange: ExchangeSettings
    /// How long viewers are asked to hold video back; `nil` leaves it to them.
    let playoutDelay: PlayoutDelay?
    /// Whether packets to viewers far away who lose some get parities.
    let makesParities: Bool
    /// How many TCP connections of peers a shard takes.
    let streamLimit: Int
    /// Hears of every publisher that begins, by the name of its stream.
    var published: @Sendable (String) -> Void = { _ in }
    /// Hears of every feed that is no more though its publisher is there, and why.
    var released: @Sendable (FeedKey, String) -> Void = { _, _ in }
    /// Where it says what happens.
    let log: Logger

    /// The media port of a shard: upward from the first.
    func port(ofShard number: Int) -> UInt16 {
        firstPort == 0 ? 0 : firstPort &+ UInt16(truncatingIfNeeded: number)
    }
}
