/// A range of shared immutable bytes; copying it copies a reference, never the bytes.
public struct ByteSlice: Sendable {
    /// The memory that the slice looks into, kept alive by it.
    public let owner: SharedBytes
    /// Which bytes. Invariant: inside `0..<owner.count`.
    public let range: Range<Int>

    /// All bytes of `owner`.
    public init(_ owner: SharedBytes) {
        self.owner = owner
        range = 0..<owner.count
    }

    /// The part of `owner` that `range` names; clamped to what is there.
    public init(_ owner: SharedBytes, range: Range<Int>) {
        self.owner = owner
        self.range = range.clamped(to: 0..<owner.count)
    }

    /// A copy of an array.
    public init(_ bytes: [UInt8]) {
        self.init(SharedBytes(bytes))
    }

    /// How many bytes the slice spans.
    public var count: Int { range.count }

    /// Whether it spans none.
    public var isEmpty: Bool { range.isEmpty }

    /// The bytes, borrowed.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { owner.bytes.extracting(range) }
    }

    /// The slice without its first `count` bytes.
    public func dropFirst(_ count: Int) -> ByteSlice {
        ByteSlice(owner, range: bound(after: count)..<range.upperBound)
    }

    /// The first `count` bytes of the slice, or all of it when it is shorter.
    public func prefix(_ count: Int) -> ByteSlice {
        ByteSlice(owner, range: range.lowerBound..<bound(after: count))
    }

    /// Where the first `count` bytes end; any number is a fair question, also one beyond the slice.
    private func bound(after count: Int) -> Int {
        range.lowerBound + min(max(count, 0), range.count)
    }
}
