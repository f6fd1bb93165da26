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
}
