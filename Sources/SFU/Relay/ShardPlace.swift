/// Which of a node's shards one is.
public struct ShardPlace: Hashable, Sendable {
    /// Its number, from 0.
    public let number: Int
    /// How many there are.
    public let count: Int

    /// A place among so many.
    public init(_ number: Int, of count: Int) {
        precondition(count > 0 && (0..<count).contains(number), "a shard is one of those there are")
        self.number = number
        self.count = count
    }

    /// The only shard there is.
    public static let alone = ShardPlace(0, of: 1)

    /// The home of a stream: the shard that its publisher is on, and that decides who that is. FNV-1a and not
    /// `hashValue`, which is another in every process, so that a stream stays with its port over a restart.
    public static func home(of stream: String, among count: Int) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for byte in stream.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(hash % UInt32(clamping: max(count, 1)))
    }

    /// The home of a stream.
    func home(of stream: String) -> Int { Self.home(of: stream, among: count) }
}
