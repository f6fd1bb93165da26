import FoundationEssentials

/// Damaged copies of good messages, the same ones in every run, for parsers that must not trap on any.
///
/// `make test` takes 10,000 a parser; `STARLING_MUTATIONS` asks for more.
public struct Mutations: Sequence, IteratorProtocol {
    /// The good messages that are damaged in turn. Never empty.
    private let samples: [[UInt8]]
    /// Where the damage comes from.
    private var generator: SeededGenerator
    /// How many have been made.
    private var made = 0
    /// How many will be made.
    private let count: Int

    /// How many mutations a parser is shown unless its test says otherwise.
    public static let usualCount =
        ProcessInfo.processInfo.environment["STARLING_MUTATIONS"].flatMap { Int($0) } ?? 10_000

    /// Damages `samples` in turn, `count` times in all.
    public init(of samples: [[UInt8]], count: Int = usualCount, seed: UInt64 = 1) {
        precondition(!samples.isEmpty, "there is nothing to damage")
        self.samples = samples
        self.count = count
        generator = SeededGenerator(seed: seed)
    }

    /// The next damaged message: one to four changes to the next sample.
    public mutating func next() -> [UInt8]? {
        guard made < count else { return nil }
        var bytes = samples[made % samples.count]
        made += 1
        for _ in 0...Int(generator.next() % 4) {
            damage(&bytes)
        }
        return bytes
    }

    /// Makes one change: bits, a whole byte, a length-like value, a cut, a repeat or an addition.
    private mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = generator.bytes(4)
            return
        }
        let place = Int(generator.next() % UInt64(bytes.count))
        switch generator.next() % 7 {
        case 0: bytes[place] ^= 1 << UInt8(generator.next() % 8)
        case 1: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
        case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF][Int(generator.next() % 6)]
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.remove(at: place)
        case 5: bytes.insert(contentsOf: bytes[place..<Swift.min(place + 8, bytes.count)], at: place)
        default: bytes += generator.bytes(1 + Int(generator.next() % 16))
        }
    }
}
