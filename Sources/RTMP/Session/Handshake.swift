internal import Bytes

/// The server's half of the handshake (RTMP 1.0 §5.2), in its simple form.
///
///     C0 C1 ──►            version, and 1,536 octets: a time, zeros, random
///        ◄── S0 S1 S2      the same of ours, and theirs again
///     C2 ──►               ours again
///
/// Flash Player's form with digests was for its own content protection; OBS, ffmpeg and hardware encoders go on without.
/// C2 is not compared: some clients send zeros.
struct Handshake {
    /// C1, S1, C2 and S2 are that long.
    private static let blockSize = 1536

    /// What has come of the client's next block.
    private var arrived: [UInt8] = []
    /// Whether its first two were answered.
    private var isAnswered = false
    /// Whether all of it is over.
    private(set) var isDone = false

    /// Takes what belongs to the handshake, and returns what to answer.
    mutating func take(
        from reader: inout ByteReader, using random: inout some RandomNumberGenerator
    ) throws(Violation) -> [UInt8] {
        var answer: [UInt8] = []
        while !isDone {
            let wanted = Self.blockSize + (isAnswered ? 0 : 1)
            guard let part = reader.read(min(wanted - arrived.count, reader.remaining)) else { break }
            arrived.append(part)
            if !isAnswered, let version = arrived.first, version != 3 { throw .version(version) }
            guard arrived.count == wanted else { break }
            if isAnswered {
                isDone = true
            } else {
                answer = Self.answer(to: arrived, using: &random)
                isAnswered = true
            }
            arrived = []
        }
        return answer
    }

    private static func answer(
        to request: [UInt8], using random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        // S0, and S1 with the time 0 and a version of 0, which says that there is no digest.
        var answer: [UInt8] = [3] + [UInt8](repeating: 0, count: 8)
        while answer.count < 1 + blockSize { answer.append(bigEndian: random.next()) }
        return answer + request.dropFirst()
    }
}
