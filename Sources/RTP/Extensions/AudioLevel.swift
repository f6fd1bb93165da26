public import Bytes

/// How loud the audio in a packet is, so that a server can pick a speaker without decoding (RFC 6464 §3).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |V|    level    |
///     +-+-+-+-+-+-+-+-+
public struct AudioLevel: Hashable, Sendable {
    /// Decibels *below* overload, 0 (loudest) to 127 (silence).
    public let decibelsBelowOverload: UInt8
    /// Whether the sender hears a voice in it. Meaningless where SDP says `vad=off`.
    public let hasVoice: Bool

    /// How many octets the value takes.
    public static let byteCount = 1

    /// A level; more than 127 dB below overload is silence.
    public init(decibelsBelowOverload: UInt8, hasVoice: Bool) {
        self.decibelsBelowOverload = min(decibelsBelowOverload, 127)
        self.hasVoice = hasVoice
    }

    /// Reads an extension's value.
    public init?(_ value: RawSpan) {
        guard value.byteCount == Self.byteCount, let byte = value.byte(at: 0) else { return nil }
        decibelsBelowOverload = byte & 0x7F
        hasVoice = byte & 0x80 != 0
    }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        writer.write((hasVoice ? 0x80 : 0) | decibelsBelowOverload)
    }
}
