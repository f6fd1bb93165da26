/// What a connection still has to send: small writes gathered in blocks, large shared bodies by reference.
///
/// A protocol core appends; the shell hands the first pieces to one gathering write and tells how much the
/// kernel took. Order is kept between copied and shared bytes. An empty queue holds no block, so that ten
/// thousand idle connections cost next to nothing.
public final class OutboundQueue {
    /// Shared slices smaller than this are copied: one more piece of a gathering write costs more.
    public static let copyThreshold = 4096

    /// What waits. A value of its own, so that the compiler checks once a call, and not at each property of a
    /// class, that nobody else has hold of it.
    private var pieces = OutboundPieces()

    /// An empty queue.
    public init() {}

    /// How many bytes wait to be sent.
    public var count: Int { pieces.count }

    /// Whether nothing waits.
    public var isEmpty: Bool { pieces.count == 0 }

    /// Appends a copy of `bytes`.
    public func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe pieces.append(copyOf: $0) }
    }

    /// Appends a copy of `bytes`.
    public func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe pieces.append(copyOf: $0) }
    }

    /// Appends text that is known when we compile.
    public func append(_ text: StaticString) {
        guard text.hasPointerRepresentation else {
            append(Array(text.description.utf8))
            return
        }
        // Sound: a static string's memory holds utf8CodeUnitCount bytes for ever.
        unsafe pieces.append(
            copyOf: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a string's UTF-8.
    public func append(text: String) {
        var text = text
        text.withUTF8 { unsafe pieces.append(copyOf: UnsafeRawBufferPointer($0)) }
    }

    /// Appends a number in decimal digits.
    public func append(decimal number: Int) {
        write(atMost: 20) { $0.append(decimal: number) }
    }

    /// Appends what `fill` writes, at most `capacity` bytes, straight into the queue's memory: the way to render a
    /// head of many small parts. `fill` must leave the queue alone.
    public func write(atMost capacity: Int, _ fill: (inout OutputRawSpan) -> Void) {
        pieces.write(atMost: capacity, fill)
    }

    /// Appends shared bytes: by reference when they are large, as a copy when they are small.
    public func append(_ slice: ByteSlice) {
        if slice.count >= Self.copyThreshold {
            pieces.append(shared: slice)
        } else {
            append(slice.bytes)
        }
    }

    /// Tells that the first `sent` bytes have left.
    public func removeFirst(_ sent: Int) {
        pieces.removeFirst(sent)
    }

    /// Removes the first `limit` bytes, or all there are, and returns a copy of them.
    public func take(atMost limit: Int = .max) -> [UInt8] {
        pieces.take(atMost: limit)
    }

    /// Drops everything that waits.
    public func removeAll() {
        pieces.removeAll()
    }

    /// The part of a file that is next to be sent, when it is large enough for a call of its own. Valid until the
    /// queue is next changed.
    public var filePart: FilePart? { pieces.filePart }

    /// Fills `target` with the addresses of the first waiting pieces, in order, and returns how many it wrote. With
    /// `beforeFile` it stops where `filePart` would be.
    ///
    /// The addresses are valid until the queue is next changed.
    @unsafe public func gather(
        into target: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>, beforeFile: Bool = false
    ) -> Int {
        unsafe pieces.gather(into: target, beforeFile: beforeFile)
    }
}
