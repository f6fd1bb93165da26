import Bytes
import Testing

/// Shared bytes that are a file's, in an outbound queue. The queue never looks into the file, so any number will do
/// for its descriptor.
@Suite struct FilePartTests {
    private static let large = FilePart.leastCount
    private static let descriptor: Int32 = 77

    /// Memory that stands for a mapped file, and goes with its owner.
    @safe private final class Mapping: Sendable {
        nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

        init(count: Int) {
            let fresh = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
            for index in fresh.indices { unsafe fresh[index] = UInt8(truncatingIfNeeded: index) }
            unsafe memory = fresh
        }

        deinit { unsafe memory.deallocate() }
    }

    private static func bytes(of mapping: Mapping) -> SharedBytes {
        unsafe SharedBytes(mapping: UnsafeRawBufferPointer(mapping.memory), of: descriptor, keptBy: mapping)
    }

    private static func file(count: Int) -> SharedBytes {
        bytes(of: Mapping(count: count))
    }

    /// How many bytes a gathering write that leaves files alone would send.
    private static func gathered(_ queue: OutboundQueue) -> Int {
        unsafe withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: 16) { target in
            let filled = unsafe queue.gather(into: target, beforeFile: true)
            return unsafe target.prefix(filled).reduce(0) { $0 + $1.count }
        }
    }

    @Test("a head comes first, then the file from where the slice begins, then the rest")
    func order() {
        let queue = OutboundQueue()
        queue.append("head")
        queue.append(ByteSlice(Self.file(count: Self.large + 20), range: 10..<Self.large + 20))
        queue.append("tail")
        #expect(queue.filePart == nil && Self.gathered(queue) == 4)
        queue.removeFirst(4)
        #expect(queue.filePart?.file == Self.descriptor && queue.filePart?.range == 10..<Self.large + 20)
        #expect(Self.gathered(queue) == 0)
        queue.removeFirst(Self.large + 10)
        #expect(queue.filePart == nil && Self.gathered(queue) == 4)
    }

    @Test("what has been sent of a file moves its part on, and a small rest is copied with its neighbours")
    func partly() {
        let queue = OutboundQueue()
        queue.append(ByteSlice(Self.file(count: Self.large + 5)))
        queue.append("tail")
        queue.removeFirst(5)
        #expect(queue.filePart?.file == Self.descriptor && queue.filePart?.range == 5..<Self.large + 5)
        queue.removeFirst(1)
        #expect(queue.filePart == nil && Self.gathered(queue) == Self.large - 1 + 4)
    }

    @Test("a file's bytes are memory like any other for who does not ask for the file")
    func memory() {
        let queue = OutboundQueue()
        queue.append(ByteSlice(Self.file(count: Self.large)))
        #expect(queue.take() == (0..<Self.large).map { UInt8(truncatingIfNeeded: $0) })
    }

    @Test("the file goes once the last of it has been sent")
    func release() {
        weak var kept: Mapping?
        let queue = OutboundQueue()
        do {
            let mapping = Mapping(count: Self.large)
            kept = mapping
            queue.append(ByteSlice(Self.bytes(of: mapping)))
        }
        #expect(kept != nil)
        queue.removeFirst(Self.large)
        #expect(kept == nil)
    }
}
