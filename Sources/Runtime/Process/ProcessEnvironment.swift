internal import Glibc

/// The environment that the process was started with. Read once at start, before there are threads, by whoever reads
/// the configuration, and by nobody else.
public enum ProcessEnvironment {
    /// Every variable by its name.
    public static var current: [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        // Sound: the list ends with a null pointer (environ(7)), and each text with a null byte.
        while let text = unsafe next.pointee {
            let line = unsafe String(cString: text)
            if let sign = line.firstIndex(of: "=") {
                variables[String(line[..<sign])] = String(line[line.index(after: sign)...])
            }
            unsafe next += 1
        }
        return variables
    }

    /// The folder that our own program lies in (proc(5)); `.` where the kernel does not tell.
    public static var programFolder: String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        // Sound: the kernel writes no more than it is told that there is room for.
        let count = unsafe path.withUnsafeMutableBufferPointer { room in
            guard let start = room.baseAddress else { return 0 }
            return unsafe readlink("/proc/self/exe", start, room.count)
        }
        let program = String(
            decoding: path.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
    }
}
