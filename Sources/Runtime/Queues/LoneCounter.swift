public import Synchronization

/// A counter alone on its cache lines: its writer on one core must not take from the other what lies beside it. Two
/// lines on each side, since processors fetch lines in pairs.
@usableFromInline struct LoneCounter: ~Copyable {
    /// Space before it.
    private let before = InlineArray<16, UInt64>(repeating: 0)
    /// The counter.
    @usableFromInline let value = Atomic<Int>(0)
    /// Space behind it.
    private let behind = InlineArray<16, UInt64>(repeating: 0)

    init() {}
}
