internal import CLinux
internal import Glibc

extension ProcessUsage {
    /// What another process uses now; `nil` when there is none of that number, or it is not ours to look at.
    ///
    /// Its time comes in ticks of a hundredth of a second: good for seconds, not for less.
    public init?(ofProcess number: Int32) {
        // Fields are counted behind the name, which is in parentheses and may hold anything (proc(5)).
        guard let stat = Self.text(of: "/proc/\(number)/stat"),
            let statm = Self.text(of: "/proc/\(number)/statm"),
            let name = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[name...].split(separator: " ")
        let pages = statm.split(separator: " ")
        guard fields.count > 12, pages.count > 1, let user = Int64(fields[12]),
            let system = Int64(fields[13]),
            let resident = Int(pages[1])
        else { return nil }
        let tick = 1_000_000_000 / Int64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        self.init(
            residentBytes: resident * Int(getpagesize()),
            processorTime: .nanoseconds((user &+ system) &* tick),
            openFiles: 0)
    }

    /// What a small file of /proc says.
    private static func text(of path: String) -> String? {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        let descriptor = FileDescriptor(owning: number)
        var text = [UInt8](repeating: 0, count: 1024)
        let count = unsafe text.withUnsafeMutableBytes {
            unsafe read(descriptor.number, $0.baseAddress, $0.count)
        }
        return count > 0 ? String(decoding: text.prefix(count), as: UTF8.self) : nil
    }
}
