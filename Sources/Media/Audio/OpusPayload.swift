internal import Bytes

/// A look at an Opus payload's first octets (RFC 6716 §3.1). The payload is an Opus packet as it is (RFC 7587 §4.2).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     | config  |s| c |   c: one frame, two alike, two, or as many as the next octet says
///     +-+-+-+-+-+-+-+-+
public enum OpusPayload {
    /// The clock of Opus timestamps, whatever the sampling rate (RFC 7587 §4.1).
    public static let clockRate = 48_000

    /// How many ticks of the 48 kHz clock the packet lasts, at most 5,760, which is 120 ms; `nil` when its first
    /// octets cannot be right.
    public static func duration(of payload: RawSpan) -> Int? {
        guard let head = payload.byte(at: 0), let frameCount = frameCount(payload, code: head & 0x03) else {
            return nil
        }
        let ticks = frameCount * frameDuration(config: head >> 3)
        return ticks <= 5760 ? ticks : nil
    }

    /// Whether the packet says that nothing is heard: DTX packets have at most two octets (RFC 6716 §2.1.9).
    public static func isSilence(_ payload: RawSpan) -> Bool {
        payload.byteCount <= 2
    }

    private static func frameCount(_ payload: RawSpan, code: UInt8) -> Int? {
        switch code {
        case 0: return 1
        case 1, 2: return 2
        default:
            guard let count = payload.byte(at: 1), count & 0x3F > 0 else { return nil }
            return Int(count & 0x3F)
        }
    }

    /// Table 2 of RFC 6716: SILK has 10, 20, 40 and 60 ms, hybrid 10 and 20, CELT 2.5, 5, 10 and 20.
    private static func frameDuration(config: UInt8) -> Int {
        let step = Int(config & 0x03)
        switch config {
        case 0..<12: return step == 3 ? 2880 : 480 << step
        case 12..<16: return 480 << (step & 1)
        default: return 120 << step
        }
    }
}
