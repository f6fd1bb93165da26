public import Bytes
internal import CLinux
internal import Glibc

/// A file that has no name and lives in memory (memfd_create(2)), with its bytes mapped; both go with it.
///
/// Nobody writes to it after `init`, which is what makes its bytes shareable with the kernel as well.
///
/// Where at least half of two megabytes are used, one huge page takes the place of 512 small ones: the kernel looks each
/// page up when it sends it, which made a megabyte a sixth dearer than a file on disk and makes it a fifth cheaper now.
@safe final class MemoryFile: Sendable {
    /// The size of a huge page, on x86-64 and usually elsewhere; where it is another, small pages stay.
    private static let hugePage = 2 << 20

    /// The file.
    let descriptor: FileDescriptor
    /// Its bytes, never empty.
    nonisolated(unsafe) let memory: UnsafeRawBufferPointer
    /// The stretch of addresses that was reserved for them.
    private nonisolated(unsafe) let reserved: UnsafeMutableRawBufferPointer

    /// A file with a copy of these bytes, of which there is at least one.
    init(_ bytes: RawSpan) throws(SystemError) {
        let number = unsafe starling_memory_file("starling")
        guard number >= 0 else { throw SystemError("memfd_create") }
        descriptor = FileDescriptor(owning: number)
        // Writing beforehand rather than through the mapping takes the pages in one go, without a fault for each.
        let count = unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
        guard count == bytes.byteCount else { throw SystemError("write", code: count < 0 ? errno : ENOSPC) }
        unsafe reserved = try Self.reserve(count + 2 * Self.hugePage)
        // Huge pages need an address of their own alignment. Sound: what is mapped lies inside what was reserved.
        let start = unsafe reserved.baseAddress.map { unsafe $0.alignedUp(toMultipleOf: Self.hugePage) }
        let huge = (count + Self.hugePage / 2) / Self.hugePage * Self.hugePage
        let length = max(count, huge)
        guard ftruncate(number, length) == 0,
            let mapping = unsafe mmap(start, length, PROT_READ, MAP_SHARED | MAP_FIXED, number, 0),
            unsafe mapping != MAP_FAILED
        else {
            let error = SystemError("mmap")
            unsafe munmap(reserved.baseAddress, reserved.count)
            throw error
        }
        // Linux 6.1 and later; small pages do as well.
        if huge > 0 { _ = unsafe madvise(mapping, huge, starling_madv_collapse) }
        unsafe memory = UnsafeRawBufferPointer(start: mapping, count: count)
    }

    deinit {
        unsafe munmap(reserved.baseAddress, reserved.count)
    }

    /// Addresses that nothing else gets.
    private static func reserve(_ count: Int) throws(SystemError) -> UnsafeMutableRawBufferPointer {
        guard
            let start = unsafe mmap(
                nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            unsafe start != MAP_FAILED
        else { throw SystemError("mmap") }
        return unsafe UnsafeMutableRawBufferPointer(start: start, count: count)
    }
}

extension SharedBytes {
    /// A copy of `bytes` that plain connections send straight from its pages: what is large and goes out often,
    /// such as a media segment.
    ///
    /// It holds a descriptor for as long as it lives; few bytes, or a process that has no descriptor left, get
    /// ordinary memory instead.
    public static func forSending(_ bytes: RawSpan) -> SharedBytes {
        guard bytes.byteCount >= FilePart.leastCount, let file = try? MemoryFile(bytes) else {
            return SharedBytes(bytes)
        }
        // Sound: the file keeps mapping and descriptor until it goes, and the new object holds it.
        return unsafe SharedBytes(mapping: file.memory, of: file.descriptor.number, keptBy: file)
    }
}
