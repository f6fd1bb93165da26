internal import CLinux
internal import Glibc

/// What the process uses of the machine, as the kernel counts it.
public struct ProcessUsage: Sendable {
    /// Memory in RAM, in bytes.
    public let residentBytes: Int
    /// Processor time in user and kernel mode since the start.
    public let processorTime: Duration
    /// How many descriptors are open.
    public let openFiles: Int

    /// What was used at some moment.
    public init(residentBytes: Int, processorTime: Duration, openFiles: Int) {
        self.residentBytes = residentBytes
        self.processorTime = processorTime
        self.openFiles = openFiles
    }

    /// What is used now. Reads /proc; for a scrape, not for a loop's turn.
    public static var current: ProcessUsage {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        let processor = duration(usage.ru_utime) + duration(usage.ru_stime)
        return ProcessUsage(
            residentBytes: residentMemory(), processorTime: processor, openFiles: openDescriptors())
    }

    private static func duration(_ time: timeval) -> Duration {
        .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }

    /// The second number of /proc/self/statm, in pages (proc(5)).
    private static func residentMemory() -> Int {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe text.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        let fields = String(decoding: text.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * Int(getpagesize())
    }

    /// The entries of /proc/self/fd, less the one that counting needs.
    private static func openDescriptors() -> Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(folder) }
        var count = -3  // ".", ".." and the folder itself.
        while unsafe readdir(folder) != nil { count += 1 }
        return max(count, 0)
    }
}
