import Bytes
import Synchronization

/// How many connections there may be, in all and from one address, on all loops together.
///
/// Taken on accept and given back at the end, so the lock is touched twice a connection and never a request. The
/// table of addresses holds only those with open connections and is therefore bounded by their number.
final class ConnectionQuota: Sendable {
    /// What is counted.
    private struct Counts {
        var total = 0
        var ofAddress: [IPAddress: Int] = [:]
        var maximum: Int
        var maximumPerAddress: Int?
    }

    private let counts: Mutex<Counts>

    /// A quota with these bounds.
    init(maximum: Int, perAddress: Int?) {
        counts = Mutex(Counts(maximum: maximum, maximumPerAddress: perAddress))
    }

    /// Changes the bounds; connections that are open stay.
    func set(maximum: Int, perAddress: Int?) {
        counts.withLock {
            $0.maximum = maximum
            $0.maximumPerAddress = perAddress
        }
    }

    /// Takes a place for a connection from `address`, or says which bound it would break.
    func take(for address: IPAddress) -> HTTPCounters.Refusal? {
        counts.withLock { counts in
            guard counts.total < counts.maximum else { return .total }
            let holder = address.holder
            if let maximum = counts.maximumPerAddress, !address.isLoopback,
                counts.ofAddress[holder, default: 0] >= maximum
            {
                return .address
            }
            counts.total += 1
            counts.ofAddress[holder, default: 0] += 1
            return nil
        }
    }

    /// Gives the place back.
    func giveBack(for address: IPAddress) {
        counts.withLock { counts in
            let holder = address.holder
            counts.total -= 1
            let left = counts.ofAddress[holder, default: 1] - 1
            counts.ofAddress[holder] = left > 0 ? left : nil
        }
    }
}
