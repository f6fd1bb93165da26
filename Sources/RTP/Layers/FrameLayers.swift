/// Which layers of a scalable stream the frame in a packet is of, and what may be done at it. Plain memory of eight octets.
///
/// A packet of a stream without layers has the lowest of both kinds and starts no picture: nothing is ever left out there.
public struct FrameLayers: Hashable, Sendable {
    /// Whether who gets few temporal layers may get more from a picture on.
    public struct Rise: Hashable, Sendable {
        /// Who gets at least the layers up to this.
        public var from: UInt8
        /// The highest that there may be.
        public var to: UInt8

        /// Nobody gets more.
        public static let none = Rise(from: .max, to: 0)

        /// Who gets `from` may get `to`.
        public init(from: UInt8, to: UInt8) {
            self.from = from
            self.to = to
        }
    }

    /// The spatial layer.
    public var spatialID: UInt8 = 0
    /// The temporal layer.
    public var temporalID: UInt8 = 0
    /// Whether the packet is the first of a picture, in order.
    public var startsPicture = false
    /// Whether it is the last of its frame.
    public var endsFrame = false
    /// Whether frames behind this one are counted as if it had not been there, when it is left out: it begins a frame of a
    /// codec whose decoders take a gap in these counts for a loss.
    public var closesUp = false
    /// Who may get more temporal layers from it on, where it starts a picture.
    public var rise = Rise.none

    /// No layers.
    public init() {}
}
