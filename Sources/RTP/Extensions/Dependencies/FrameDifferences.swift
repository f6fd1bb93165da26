/// Up to 32 distances in frame numbers, without allocating.
///
/// The syntax would allow more references of a frame (AV1 RTP §A.8.2); AV1 itself has seven. Chains are at most as
/// many as decode targets, of which there are 32.
public struct FrameDifferences: Equatable, Sendable {
    /// The distances; those from `count` on are 0.
    private var values = InlineArray<32, UInt16>(repeating: 0)
    /// How many there are.
    public private(set) var count = 0

    /// The distances in `values`, at most 32 of them.
    public init(_ values: [UInt16] = []) {
        for value in values {
            let hasRoom = append(value)
            precondition(hasRoom, "there are at most 32 differences")
        }
    }

    /// The distance at `index`, which must be below `count`.
    public subscript(index: Int) -> Int {
        precondition(index < count, "there is no difference at this index")
        return Int(values[index])
    }

    /// Adds a distance; `false` when there is no room.
    mutating func append(_ value: UInt16) -> Bool {
        guard count < 32 else { return false }
        values[count] = value
        count += 1
        return true
    }

    /// Whether both have the same distances.
    public static func == (left: FrameDifferences, right: FrameDifferences) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left.values[index] != right.values[index] { return false }
        return true
    }
}
