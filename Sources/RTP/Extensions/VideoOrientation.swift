public import Bytes

/// How a picture must be turned for display (3GPP TS 26.114 §7.4.5, "Coordination of Video Orientation").
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |0 0 0 0|C|F|rot|
///     +-+-+-+-+-+-+-+-+
public struct VideoOrientation: Hashable, Sendable {
    /// By how many degrees, clockwise, the picture must be turned: 0, 90, 180 or 270.
    public let degrees: Int
    /// Whether it must be mirrored from left to right as well.
    public let isMirrored: Bool
    /// Whether it comes from the camera that faces away from the user.
    public let isBackCamera: Bool

    /// How many octets the value takes.
    public static let byteCount = 1

    /// Reads an extension's value; the reserved bits are ignored.
    public init?(_ value: RawSpan) {
        guard value.byteCount == Self.byteCount, let byte = value.byte(at: 0) else { return nil }
        degrees = Int(byte & 0x03) * 90
        isMirrored = byte & 0x04 != 0
        isBackCamera = byte & 0x08 != 0
    }

    /// An orientation. `degrees` are rounded down to quarters of a turn.
    public init(degrees: Int, isMirrored: Bool = false, isBackCamera: Bool = false) {
        self.degrees = ((degrees / 90 % 4 + 4) % 4) * 90
        self.isMirrored = isMirrored
        self.isBackCamera = isBackCamera
    }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        writer.write((isBackCamera ? 0x08 : 0) | (isMirrored ? 0x04 : 0) | UInt8(degrees / 90))
    }
}
