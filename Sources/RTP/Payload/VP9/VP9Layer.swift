/// Which layers a VP9 frame belongs to (RFC 9628 §4.2).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     | TID |U| SID |D|
///     +-+-+-+-+-+-+-+-+
public struct VP9Layer: Hashable, Sendable {
    /// The temporal layer, 0 to 7.
    public var temporalID: UInt8
    /// Whether one can switch up to higher temporal layers behind this frame.
    public var isSwitchingUpPoint: Bool
    /// The spatial layer, 0 to 7.
    public var spatialID: UInt8
    /// Whether the frame needs the one of the spatial layer below in the same picture.
    public var dependsOnLowerLayer: Bool

    /// A frame's layers.
    public init(
        temporalID: UInt8, spatialID: UInt8, isSwitchingUpPoint: Bool = false,
        dependsOnLowerLayer: Bool = false
    ) {
        self.temporalID = temporalID & 0x07
        self.spatialID = spatialID & 0x07
        self.isSwitchingUpPoint = isSwitchingUpPoint
        self.dependsOnLowerLayer = dependsOnLowerLayer
    }

    init(_ octet: UInt8) {
        self.init(
            temporalID: octet >> 5, spatialID: octet >> 1, isSwitchingUpPoint: octet & 0x10 != 0,
            dependsOnLowerLayer: octet & 0x01 != 0)
    }

    var octet: UInt8 {
        temporalID << 5 | (isSwitchingUpPoint ? 0x10 : 0) | spatialID << 1 | (dependsOnLowerLayer ? 0x01 : 0)
    }
}
