public import Timing

/// Something on the emulated network: an engine, and what its shell does for it.
public protocol EmulatedHost<Address>: AnyObject {
    /// How hosts are called.
    associatedtype Address: Hashable & Sendable

    /// When it wants to be woken; `nil` for never.
    var nextDeadline: Instant? { get }
    /// A datagram has arrived.
    func receive(_ datagram: EmulatedDatagram<Address>, at now: Instant)
    /// Its deadline has come.
    func handleTimeout(at now: Instant)
    /// What it sends next; asked until `nil` after each of the others.
    func pollDatagram() -> EmulatedDatagram<Address>?
}
