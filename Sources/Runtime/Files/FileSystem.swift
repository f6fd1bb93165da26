public import Bytes
internal import Glibc
internal import Timing

/// Whole files and folders. Every call may block: make it at start-up, or on a `BlockingPool`, never on a loop.
public enum FileSystem {
    /// Reads a regular file that holds at most `limit` bytes.
    ///
    /// The bound is held against what is read, not only against the size that was promised: the file may grow
    /// meanwhile, and those under /proc promise nothing.
    public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        // Opening a pipe without O_NONBLOCK would wait for somebody to write to it.
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        let status = try status(of: file, at: path)
        guard status.isFile else { throw .notAFile(path: path) }
        guard status.size <= limit else { throw .tooLarge(path: path, limit: limit) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: min(max(status.size, 4096) + 1, 1 << 20))
        while true {
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe Glibc.read(file.number, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(path: path, SystemError("read")) }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limit else { throw .tooLarge(path: path, limit: limit) }
            bytes += block.prefix(count)
        }
    }

    /// Writes a file so that a reader, and a machine that loses power, sees the old content or the new one and
    /// never a part: into a file beside it, which takes its name once it is on the disk.
    ///
    /// `permissions` hold from the first byte on, less the process's umask; 0o600 for secrets.
    public static func write(
        _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o644
    ) throws(FileError) {
        let draft = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
        do throws(FileError) {
            let file = try open(draft, O_WRONLY | O_CREAT | O_EXCL, permissions)
            try fill(file, at: draft, with: bytes)
            guard unsafe rename(draft, path) == 0 else { throw .system(path: path, SystemError("rename")) }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        try synchronizeFolder(of: path)
    }

    /// Makes a folder and those above it that are missing; one that exists is left as it is.
    public static func makeDirectory(_ path: String, permissions: UInt32 = 0o755) throws(FileError) {
        if unsafe mkdir(path, permissions) == 0 { return }
        switch errno {
        case EEXIST:
            guard try status(of: path).isDirectory else {
                throw .system(path: path, SystemError("mkdir", code: ENOTDIR))
            }
        case ENOENT where folder(of: path) != path:
            try makeDirectory(folder(of: path), permissions: permissions)
            guard unsafe mkdir(path, permissions) == 0 || errno == EEXIST else {
                throw .system(path: path, SystemError("mkdir"))
            }
        default: throw .system(path: path, SystemError("mkdir"))
        }
    }

    /// The names in a folder, sorted, without `.` and `..`.
    public static func list(_ path: String) throws(FileError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw .system(path: path, SystemError("opendir")) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                // Sound: readdir ends every name with a zero inside the field.
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes bytes into a file from `offset` on, and makes the file when it is missing. What was there beyond them stays.
    ///
    /// It is there for every other process once the call is over; a machine that loses power may lose it until
    /// `synchronize`.
    public static func write(_ bytes: ByteSlice, to path: String, at offset: Int) throws(FileError) {
        let file = try open(path, O_WRONLY | O_CREAT, 0o644)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.dropFirst(written).bytes.withUnsafeBytes {
                unsafe pwrite(file.number, $0.baseAddress, $0.count, offset + written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(path: path, SystemError("pwrite")) }
            written += count
        }
    }

    /// Reads these bytes of a file, or fewer where it ends.
    public static func read(_ path: String, range: Range<Int>) throws(FileError) -> ByteSlice {
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        var count = 0
        var failure: SystemError?
        let bytes = SharedBytes(count: range.count) { target in
            // Pages that the loop below does not fill are not handed out.
            unsafe target.initializeMemory(as: UInt8.self, repeating: 0)
            while count < target.count {
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[count...])
                let step = unsafe pread(file.number, rest.baseAddress, rest.count, range.lowerBound + count)
                if step < 0, errno == EINTR { continue }
                if step < 0 { failure = SystemError("pread") }
                guard step > 0 else { return }
                count += step
            }
        }
        if let failure { throw .system(path: path, failure) }
        return ByteSlice(bytes, range: 0..<count)
    }

    /// Makes a file so long, and waits until the disk has it.
    public static func truncate(_ path: String, to count: Int) throws(FileError) {
        let file = try open(path, O_WRONLY)
        guard ftruncate(file.number, count) == 0 else {
            throw .system(path: path, SystemError("ftruncate"))
        }
        guard fsync(file.number) == 0 else { throw .system(path: path, SystemError("fsync")) }
    }

    /// Removes a file, or a folder with the files in it; what is not there is removed already.
    public static func remove(_ path: String) throws(FileError) {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .system(path: path, SystemError("unlink")) }
        for name in try list(path) { try remove("\(path)/\(name)") }
        guard unsafe rmdir(path) == 0 else { throw .system(path: path, SystemError("rmdir")) }
    }

    /// What is at `path`.
    public static func status(of path: String) throws(FileError) -> FileStatus {
        var raw = stat()
        guard unsafe stat(path, &raw) == 0 else { throw .system(path: path, SystemError("stat")) }
        return FileStatus(raw)
    }

    // MARK: Parts

    private static func open(
        _ path: String, _ flags: Int32, _ permissions: UInt32 = 0
    ) throws(FileError) -> FileDescriptor {
        let number = unsafe Glibc.open(path, flags | O_CLOEXEC, permissions)
        guard number >= 0 else { throw .system(path: path, SystemError("open")) }
        return FileDescriptor(owning: number)
    }

    private static func status(
        of file: borrowing FileDescriptor, at path: String
    ) throws(FileError) -> FileStatus {
        var raw = stat()
        guard unsafe fstat(file.number, &raw) == 0 else { throw .system(path: path, SystemError("fstat")) }
        return FileStatus(raw)
    }

    /// Writes all bytes and waits until the disk has them.
    private static func fill(
        _ file: borrowing FileDescriptor, at path: String, with bytes: [UInt8]
    ) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[written...])
                return unsafe Glibc.write(file.number, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(path: path, SystemError("write")) }
            written += count
        }
        guard fsync(file.number) == 0 else { throw .system(path: path, SystemError("fsync")) }
    }

    /// Puts a new name on the disk: it belongs to the folder, not to the file (fsync(2)).
    private static func synchronizeFolder(of path: String) throws(FileError) {
        let folder = folder(of: path)
        let descriptor = try open(folder, O_RDONLY | O_DIRECTORY)
        guard fsync(descriptor.number) == 0 else { throw .system(path: folder, SystemError("fsync")) }
    }

    /// The folder that `path` is in; itself for the root and for `.`.
    private static func folder(of path: String) -> String {
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}

extension FileStatus {
    /// What stat(2) wrote.
    fileprivate init(_ raw: stat) {
        size = Int(raw.st_size)
        let time = raw.st_mtim
        modified = WallClock(
            nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
        permissions = raw.st_mode & 0o777
        isFile = raw.st_mode & S_IFMT == S_IFREG
        isDirectory = raw.st_mode & S_IFMT == S_IFDIR
    }
}
