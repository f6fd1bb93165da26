internal import CLinux
internal import Glibc
public import Timing

/// What a descriptor became ready for.
public struct Readiness: OptionSet, Sendable {
    /// The kernel's epoll bits.
    public let rawValue: UInt32

    /// Readiness with these epoll bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Something can be read, or accepted.
    public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    /// Something can be written, or a connection came about.
    public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer closed its sending side.
    public static let endOfInput = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Both sides are closed, or there is an error to fetch.
    public static let broken = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    /// What a byte stream wants to know.
    static let stream: Readiness = [.readable, .writable, .endOfInput]
}

/// Something with a descriptor that a poller watches.
public protocol EventSource: AnyObject {
    /// The descriptor became ready; edge-triggered, so the source goes on until the kernel has no more, or asks
    /// for another turn with `Poller.again`.
    func ready(_ readiness: Readiness, at now: Instant)
}

/// The descriptors and timers of one loop. It belongs to the actor that lives there and is not `Sendable`.
///
/// Invariants:
/// 1. A source is called at most once a turn, and never after `remove`, also when the kernel had already reported it.
/// 2. `now` is read once a turn, after the wait.
public final class Poller {
    /// One watched descriptor. The generation tells a stale kernel event from one for the slot's present tenant.
    private struct Slot {
        var source: (any EventSource)?
        var generation: UInt32 = 0
        /// What the kernel's list has it for; it is not there for nothing.
        var interest: Readiness = []
    }

    /// Names a registration.
    public struct Token: Hashable, Sendable {
        fileprivate let index: UInt32
        fileprivate let generation: UInt32
    }

    /// The kernel's interest list.
    private let epoll: FileDescriptor
    /// All registrations, by index.
    private var slots: [Slot] = []
    /// Indices of `slots` that are free.
    private var free: [UInt32] = []
    /// Sources that asked for another turn.
    private var repeats: [Token] = []
    /// The timers.
    private var timers = TimerHeap()
    /// Where the kernel writes what is ready; 256 a turn keep a busy loop fair to its timers and mail.
    private var events = [starling_event](repeating: starling_event(), count: 256)
    /// When the present turn began.
    public private(set) var now: Instant
    /// How many bytes streams on this loop received and sent, as the socket counts them or near it.
    public internal(set) var traffic = (received: 0, sent: 0)
    /// Called at the end of each turn: the place to read mail.
    public var afterTurn: (() -> Void)?
    /// Scratch memory that sources on this loop read into, one after the other.
    let scratch = ScratchMemory()

    /// A poller with nothing to watch.
    public init() throws(SystemError) {
        let descriptor = starling_epoll_create()
        guard descriptor >= 0 else { throw SystemError("epoll_create1") }
        epoll = FileDescriptor(owning: descriptor)
        now = Clock.now
    }

    /// How many descriptors are watched.
    public var sourceCount: Int { slots.count - free.count }

    /// Watches `descriptor`, edge-triggered, until `remove`. What is broken is reported with any interest; without one the
    /// kernel is not asked, and whoever sends to the descriptor or from it does not pay for telling us.
    func add(
        _ descriptor: borrowing FileDescriptor, for source: any EventSource, interest: Readiness = .stream
    ) throws(SystemError) -> Token {
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
        } else {
            index = UInt32(slots.count)
            slots.append(Slot())
        }
        let generation = slots[Int(index)].generation
        let token = Token(index: index, generation: generation)
        guard tell(token, of: descriptor, interest) else {
            free.append(index)
            throw SystemError("epoll_ctl")
        }
        slots[Int(index)].source = source
        return token
    }

    /// Watches for something else from now on. What is ready already is reported in the next turn.
    func change(_ token: Token, of descriptor: borrowing FileDescriptor, interest: Readiness) {
        // It fails only when the kernel has no memory, or watches too many for this user.
        _ = tell(token, of: descriptor, interest)
    }

    /// Brings the kernel's list up to date.
    private func tell(
        _ token: Token, of descriptor: borrowing FileDescriptor, _ interest: Readiness
    ) -> Bool {
        let known = slots[Int(token.index)].interest
        let code =
            switch (known.isEmpty, interest.isEmpty) {
            case (true, true): Int32(0)
            case (false, true): starling_epoll_remove(epoll.number, descriptor.number)
            case (true, false):
                starling_epoll_add(
                    epoll.number, descriptor.number, interest.rawValue, token.index, token.generation)
            case (false, false):
                starling_epoll_change(
                    epoll.number, descriptor.number, interest.rawValue, token.index, token.generation)
            }
        if code == 0 { slots[Int(token.index)].interest = interest }
        return code == 0
    }

    /// Forgets a registration. The owner closes the descriptor, which takes it off the kernel's list.
    func remove(_ token: Token) {
        guard source(of: token) != nil else { return }
        slots[Int(token.index)].source = nil
        slots[Int(token.index)].interest = []
        slots[Int(token.index)].generation &+= 1
        free.append(token.index)
    }

    /// Calls the source again in the next turn, which then does not wait: it left something in the kernel so that
    /// others get their turn.
    func again(_ token: Token) {
        repeats.append(token)
    }

    /// Sets or moves a timer.
    public func schedule(_ timer: Timer, at deadline: Instant) {
        timers.schedule(timer, at: deadline)
    }

    /// Takes a timer off.
    public func cancel(_ timer: Timer) {
        timers.cancel(timer)
    }

    /// One turn: waits until something is ready, a timer is due, or not at all; then calls who is concerned.
    func turn(mayWait: Bool, afterWait: () -> Void = {}) {
        let pending = repeats
        repeats.removeAll(keepingCapacity: true)
        let count = wait(mayWait: mayWait && pending.isEmpty)
        afterWait()
        now = Clock.now
        for token in pending { source(of: token)?.ready([.readable, .writable], at: now) }
        for position in 0..<max(count, 0) {
            let event = events[position]
            let token = Token(index: event.index, generation: event.generation)
            source(of: token)?.ready(Readiness(rawValue: event.readiness), at: now)
        }
        while let timer = timers.pop(dueAt: now) { timer.action(now) }
        afterTurn?()
    }

    /// Waits in the kernel and returns how many events it wrote.
    private func wait(mayWait: Bool) -> Int {
        var timeout: Int32 = 0
        if mayWait {
            timeout = -1
            if let next = timers.next {
                // Rounded up: waking early would spin until the deadline.
                let nanoseconds = max(next.nanoseconds &- Clock.now.nanoseconds, 0)
                timeout = Int32(clamping: (nanoseconds &+ 999_999) / 1_000_000)
            }
        }
        // Sound: the array holds as many events as the kernel is told it may write.
        return unsafe events.withUnsafeMutableBufferPointer { buffer in
            Int(unsafe starling_epoll_wait(epoll.number, buffer.baseAddress, Int32(buffer.count), timeout))
        }
    }

    /// The tenant of a registration, `nil` when it was removed.
    private func source(of token: Token) -> (any EventSource)? {
        guard Int(token.index) < slots.count else { return nil }
        let slot = slots[Int(token.index)]
        return slot.generation == token.generation ? slot.source : nil
    }
}
