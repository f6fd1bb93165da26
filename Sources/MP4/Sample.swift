/// An access unit as a fragment holds it.
public struct Sample: Hashable, Sendable {
    /// Its octets.
    public let bytes: [UInt8]
    /// How long it lasts, in ticks of its track's clock: until the next one is decoded.
    public var duration: UInt32
    /// How many ticks later than it is decoded it is shown.
    public let compositionOffset: Int32
    /// Whether decoding can begin with it.
    public let isSync: Bool

    /// A sample; one that depends on no other unless told otherwise.
    public init(_ bytes: [UInt8], duration: UInt32, compositionOffset: Int32 = 0, isSync: Bool = true) {
        self.bytes = bytes
        self.duration = duration
        self.compositionOffset = compositionOffset
        self.isSync = isSync
    }

    /// Which other samples it needs, and whether decoding can begin with it (ISO 14496-12 §8.8.3.1): none and yes, or
    /// some and no.
    var flags: UInt32 { isSync ? 0x0200_0000 : 0x0101_0000 }
}
