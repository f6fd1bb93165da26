import CEgress
import Glibc
import Runtime

/// The messages that a server sent, sent again by the loop in C: what they cost at the least.
///
/// A line of the histogram has three numbers: packets in a message, octets of each, and how many such messages there
/// were. What is larger than a message may be is left out, and told.
struct Replay {
    /// Messages of one kind.
    private struct Line {
        let run: Int
        let size: Int
        let messages: Int
    }

    private let lines: [Line]
    private let plain: PlainLoop

    /// The most messages of a kind that are sent before another kind's turn, so that the caches see a mixture.
    private static let turn = 1000

    struct NoHistogram: Error {}

    /// The histogram of a file, `-` for standard input, to sockets that overflow or are emptied.
    init(_ file: String, drains: Bool) throws {
        lines = try Self.read(file)
        // Who empties the sockets inherits the core that this thread has when it makes it: another than the sender's.
        let cores = Thread.cores
        Thread.pin(to: cores[cores.count - 1])
        plain = try PlainLoop(receivers: EgressBench.viewers, drains: drains)
        Thread.pin(to: cores[0])
    }

    private static func read(_ file: String) throws -> [Line] {
        // Sound: the stream is ours until it is closed, and standard input is never closed.
        guard let stream = unsafe file == "-" ? fdopen(0, "r") : fopen(file, "r") else { throw NoHistogram() }
        defer { unsafe fclose(stream) }
        var lines: [Line] = []
        var text: UnsafeMutablePointer<CChar>?
        var room = 0
        // Sound: getline makes the room it needs, and says where it is.
        while unsafe getline(&text, &room, stream) > 0, let line = unsafe text {
            let fields = unsafe String(cString: line).split(whereSeparator: \.isWhitespace).compactMap {
                Int($0)
            }
            if fields.count == 3 { lines.append(Line(run: fields[0], size: fields[1], messages: fields[2])) }
        }
        unsafe free(text)
        return lines
    }

    /// Sends all, and prints what it took.
    func run() {
        var left = lines.map(\.messages)
        var (packets, skipped) = (0, 0)
        let begin = egress_thread_time()
        while left.contains(where: { $0 > 0 }) {
            for (index, line) in lines.enumerated() where left[index] > 0 {
                let count = min(left[index], Self.turn)
                let sent = plain.replay(line.run, size: line.size, messages: count)
                packets += sent
                skipped += sent == 0 ? count : 0
                left[index] -= count
            }
        }
        let seconds = Double(egress_thread_time() - begin) / 1e9
        print("packets \(packets)\ncpu_seconds \(seconds)\nskipped_messages \(skipped)")
        print("cpu_seconds_per_million \(seconds * 1e6 / Double(max(packets, 1)))")
    }
}
