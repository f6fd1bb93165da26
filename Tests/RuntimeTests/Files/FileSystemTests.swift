import Bytes
import Glibc
import Runtime
import Testing

struct FileSystemTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("what is written is read, of any size", arguments: [0, 1, 4096, 4097, 3 << 20])
    func roundTrip(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = folder.path + "/file"
        try FileSystem.write(bytes, to: path)
        #expect(try FileSystem.read(path, limit: size) == bytes)
        #expect(try FileSystem.status(of: path).size == size)
    }

    @Test("bytes are written where they are told to be, and read from anywhere")
    func places() throws {
        let path = folder.path + "/file"
        try FileSystem.write(ByteSlice([1, 2, 3, 4]), to: path, at: 0)
        try FileSystem.write(ByteSlice([5, 6, 7]), to: path, at: 3)
        let middle = try FileSystem.read(path, range: 1..<5)
        let end = try FileSystem.read(path, range: 5..<100)
        let beyond = try FileSystem.read(path, range: 6..<9)
        let read = [[UInt8](middle.bytes), [UInt8](end.bytes)]
        #expect(read == [[2, 3, 5, 6], [7]] && beyond.isEmpty)
        try FileSystem.truncate(path, to: 2)
        #expect(try FileSystem.read(path, limit: 10) == [1, 2])
    }

    @Test("a folder is removed with what is in it, and what is not there is no reason to complain")
    func removal() throws {
        try FileSystem.makeDirectory(folder.path + "/a/b")
        try FileSystem.write([1], to: folder.path + "/a/b/c")
        try FileSystem.remove(folder.path + "/a")
        try FileSystem.remove(folder.path + "/a")
        #expect(try FileSystem.list(folder.path) == [])
    }

    @Test("a file larger than the limit is refused")
    func limit() throws {
        let path = folder.path + "/file"
        try FileSystem.write([1, 2, 3], to: path)
        #expect(throws: FileError.tooLarge(path: path, limit: 2)) { try FileSystem.read(path, limit: 2) }
    }

    @Test("a file that promises no size is read, within the limit")
    func unknownSize() throws {
        #expect(try !FileSystem.read("/proc/self/status", limit: 1 << 20).isEmpty)
        #expect(throws: FileError.tooLarge(path: "/proc/self/status", limit: 10)) {
            try FileSystem.read("/proc/self/status", limit: 10)
        }
    }

    @Test("folders and pipes are no files, and reading them does not wait")
    func notAFile() throws {
        let pipe = folder.path + "/pipe"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        for path in [folder.path, pipe] {
            #expect(throws: FileError.notAFile(path: path)) { try FileSystem.read(path, limit: 10) }
        }
    }

    @Test("what is missing is said with its path")
    func missing() {
        let path = folder.path + "/none"
        #expect {
            try FileSystem.read(path, limit: 10)
        } throws: {
            "\($0)" == "\(path): open: No such file or directory"
        }
    }

    @Test("a secret is its owner's alone, also when it replaces an open file")
    func permissions() throws {
        let path = folder.path + "/key"
        try FileSystem.write([1], to: path)
        try FileSystem.write([2], to: path, permissions: 0o600)
        #expect(try FileSystem.status(of: path).permissions == 0o600)
        #expect(try FileSystem.read(path, limit: 1) == [2])
    }

    @Test("a write that fails leaves the old file and nothing else")
    func failedWrite() throws {
        let path = folder.path + "/folder"
        try FileSystem.makeDirectory(path + "/inside")
        #expect(throws: FileError.self) { try FileSystem.write([1], to: path) }
        #expect(try FileSystem.list(folder.path) == ["folder"])
    }

    @Test("folders are made with all above them, again and again")
    func makeDirectory() throws {
        let path = folder.path + "/a/b/c/"
        try FileSystem.makeDirectory(path)
        try FileSystem.makeDirectory(path)
        #expect(try FileSystem.status(of: path).isDirectory)
    }

    @Test("a file where a folder is wanted is an error")
    func fileInTheWay() throws {
        let path = folder.path + "/file"
        try FileSystem.write([], to: path)
        #expect(throws: FileError.self) { try FileSystem.makeDirectory(path) }
        #expect(throws: FileError.self) { try FileSystem.makeDirectory(path + "/below") }
    }

    @Test("a folder lists its names in order")
    func list() throws {
        for name in ["b", "a", ".hidden"] { try FileSystem.write([], to: folder.path + "/" + name) }
        #expect(try FileSystem.list(folder.path) == [".hidden", "a", "b"])
    }
}
