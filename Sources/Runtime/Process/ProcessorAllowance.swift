internal import CLinux
internal import Glibc

/// How much longer the process may use the processor before the kernel ends it (RLIMIT_CPU).
public enum ProcessorAllowance {
    /// Allows this many whole seconds from now on. What takes longer is a loop without an end: of hostile input, say.
    public static func allow(seconds: Int) {
        var usage = rusage()
        var limit = rlimit()
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0,
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit) == 0
        else { return }
        let used = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1
        limit.rlim_cur = min(rlim_t(clamping: used + seconds), limit.rlim_max)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    }
}
