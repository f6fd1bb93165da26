internal import CLinux
internal import Glibc

/// How many descriptors the process may hold: one a connection, so the usual 1,024 is far too few.
public enum OpenFileLimit {
    /// Raises the limit towards `wanted`, as far as the system lets us, and returns what it is then.
    public static func raise(to wanted: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        let target = rlim_t(wanted)
        guard limit.rlim_cur < target else { return Int(clamping: limit.rlim_cur) }
        // With the privilege the hard limit rises as well; without it the soft one goes up to it.
        let choices = [max(limit.rlim_max, target), limit.rlim_max]
        for hard in choices {
            var raised = rlimit(rlim_cur: min(target, hard), rlim_max: hard)
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
                return Int(clamping: raised.rlim_cur)
            }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
