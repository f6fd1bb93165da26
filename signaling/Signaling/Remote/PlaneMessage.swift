internal import Bytes

/// What signaling and a media node in another process say to each other.
///
///     signaling                                 media node
///         │ ───────────── hello ─────────────►     │   each says its version as soon as it can
///         │ ◄──────────── hello ──────────────     │   and the node which run of it this is
///         │ ── question 1 ──►  ── question 2 ──►   │   several at once
///         │ ◄── answer 2 ──   ◄── answer 1 ──      │   each when it is ready
///
/// On the wire a message is its length in four octets, and then
///
///      0        1                                9
///     +--------+--------------------------------+-----------
///     |  kind  |             number             |  content
///     +--------+--------------------------------+-----------
public enum PlaneMessage: Hashable, Sendable {
    /// The first message of each side. `run` is a number that a media node makes up when it starts: with another one all
    /// its sessions of before are gone. Signaling says 0.
    case hello(version: Int, run: UInt64)
    /// Signaling asks something, under a number of its own.
    case question(PlaneQuestion, number: UInt64)
    /// The media node answers it.
    case answer(PlaneAnswer, number: UInt64)

    /// The version of all this. Both sides must have the same, so they are updated together.
    public static let version = 7

    /// The message behind its length.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [0, 0, 0, 0]
        switch self {
        case .hello(let version, let run):
            Self.begin(0, run, in: &bytes)
            version.write(to: &bytes)
        case .question(let question, let number):
            Self.begin(1, number, in: &bytes)
            question.write(to: &bytes)
        case .answer(let answer, let number):
            Self.begin(2, number, in: &bytes)
            answer.write(to: &bytes)
        }
        let length = UInt32(truncatingIfNeeded: bytes.count - 4)
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * index)) }
        return bytes
    }

    private static func begin(_ kind: UInt8, _ number: UInt64, in bytes: inout [UInt8]) {
        bytes.append(kind)
        bytes.append(bigEndian: number)
    }

    /// Reads what stands behind the length. What a later version adds to a hello is ignored, so that versions can be told
    /// apart; everything else must be read to its end.
    init?(reading bytes: RawSpan) {
        var reader = ByteReader(bytes)
        guard let kind = reader.readUInt8(), let number = reader.readUInt64() else { return nil }
        switch kind {
        case 0:
            guard let version = Int(from: &reader) else { return nil }
            self = .hello(version: version, run: number)
            return
        case 1:
            guard let question = PlaneQuestion(from: &reader) else { return nil }
            self = .question(question, number: number)
        case 2:
            guard let answer = PlaneAnswer(from: &reader) else { return nil }
            self = .answer(answer, number: number)
        default: return nil
        }
        guard reader.isAtEnd else { return nil }
    }
}
