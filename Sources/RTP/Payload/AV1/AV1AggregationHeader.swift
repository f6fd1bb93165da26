import Bytes

/// The octet in front of every AV1 payload (AV1 RTP §4.4).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |Z|Y| W |N|-|-|-|
///     +-+-+-+-+-+-+-+-+
public struct AV1AggregationHeader: Hashable, Sendable {
    /// Whether the first element goes on with a unit of the payload before.
    public var continuesUnit: Bool
    /// Whether the last element goes on in the payload after.
    public var isContinued: Bool
    /// How many elements there are, 1 to 3, and the last without a length; 0 when every one has a length.
    public var elementCount: Int
    /// Whether the payload is the first of a coded video sequence, which begins with a keyframe.
    public var startsSequence: Bool

    /// A header.
    public init(continuesUnit: Bool, isContinued: Bool, elementCount: Int, startsSequence: Bool) {
        self.continuesUnit = continuesUnit
        self.isContinued = isContinued
        self.elementCount = elementCount
        self.startsSequence = startsSequence
    }

    /// Reads the header in front of a payload; a sequence that starts in the middle of a unit is refused.
    public init?(_ payload: RawSpan) {
        guard let octet = payload.byte(at: 0), octet & 0x88 != 0x88 else { return nil }
        continuesUnit = octet & 0x80 != 0
        isContinued = octet & 0x40 != 0
        elementCount = Int(octet >> 4 & 0x03)
        startsSequence = octet & 0x08 != 0
    }

    /// Whether a payload holds the beginning of a keyframe with its sequence header.
    public static func startsKeyframe(_ payload: RawSpan) -> Bool {
        AV1AggregationHeader(payload)?.startsSequence ?? false
    }

    var octet: UInt8 {
        (continuesUnit ? 0x80 : 0) | (isContinued ? 0x40 : 0) | UInt8(elementCount & 0x03) << 4
            | (startsSequence ? 0x08 : 0)
    }
}
