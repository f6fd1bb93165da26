internal import RTP
internal import Timing

/// How loud a publisher's audio is, as its packets tell (RFC 6464), so that nobody needs to decode it.
///
/// Packets come every 20 ms and their levels jump with every syllable. What counts is the loudest of the last tenth
/// of a second or two; and when packets stay away, as with discontinuous transmission, it is silent.
struct Loudness {
    /// How long a level counts: it is that of the window before until a window is over.
    private static let window = Duration.milliseconds(100)
    /// Without a packet for so long it is silent.
    private static let patience = Duration.milliseconds(500)
    /// What stands for silence (RFC 6464 §3).
    private static let silence: UInt8 = 127

    /// When the present window began, and the loudest level in it.
    private var present: (start: Instant, level: UInt8)?
    /// The loudest level of the window before.
    private var last = Loudness.silence
    /// When a level was told last.
    private var heard = Instant.zero

    /// Takes what a packet tells.
    mutating func hear(_ level: AudioLevel, at now: Instant) {
        heard = now
        let level = level.decibelsBelowOverload
        guard let present, present.start.duration(to: now) < Self.window else {
            last = present?.level ?? level
            self.present = (now, level)
            return
        }
        self.present?.level = min(present.level, level)
    }

    /// How many decibels below full scale it is; `nil` when no packet ever told.
    func level(at now: Instant) -> UInt8? {
        guard let present else { return nil }
        return heard.duration(to: now) < Self.patience ? min(present.level, last) : Self.silence
    }
}
