/// A datagram between two emulated hosts.
public struct EmulatedDatagram<Address: Hashable & Sendable>: Hashable, Sendable {
    /// What is said.
    public var bytes: [UInt8]
    /// Who says it; on arrival, as the receiver sees it.
    public var source: Address
    /// To whom.
    public var destination: Address

    /// A datagram.
    public init(_ bytes: [UInt8], from source: Address, to destination: Address) {
        self.bytes = bytes
        self.source = source
        self.destination = destination
    }
}
