public import Bytes
internal import CLinux
internal import Glibc

/// A file that has no name and lives in memory (memfd_create(2)), with its bytes mapped; both go with it.
///
/// Nobody writes to it after `init`, which is what makes its bytes shareable with the kernel as well.
@safe final class MemoryFile: Sendable {
    /// The file.
    let descriptor: FileDescriptor
    /// Its bytes, never empty.
    nonisolated(unsafe) let memory: UnsafeRawBufferPointer

    /// A file with a copy of these bytes, of which there is at least one.
    init(_ bytes: RawSpan) throws(SystemError) {
        let number = unsafe starling_memory_file("starling")
        guard number >= 0 else { throw SystemError("memfd_create") }
        descriptor = FileDescriptor(owning: number)
        // Writing beforehand rather than through the mapping takes the pages in one go, without a fault for each.
        let count = unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
        guard count == bytes.byteCount else { throw SystemError("write", code: count < 0 ? errno : ENOSPC) }
        guard let mapping = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, number, 0),
            unsafe mapping != MAP_FAILED
        else { throw SystemError("mmap") }
        unsafe memory = UnsafeRawBufferPointer(start: mapping, count: count)
    }

    deinit {
        unsafe munmap(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count)
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
