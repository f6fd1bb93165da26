public import Timing

/// Something that happens once at an instant, unless it is moved or cancelled first.
///
/// Its owner keeps it and gives it to the poller again and again. Moving it later costs a store: the heap entry
/// stays where it is and is looked at when it comes up. A connection that answers a thousand requests a second
/// and pushes its idle deadline each time therefore pays nothing for it.
public final class Timer {
    /// What happens.
    let action: (Instant) -> Void
    /// When it is due; `nil` when it is not set. May be later than its place in the heap says.
    fileprivate(set) public var deadline: Instant?
    /// The instant the heap is ordered by.
    fileprivate var place = Instant.distantFuture
    /// Where it is in the heap, -1 when it is not.
    fileprivate var index = -1

    /// A timer that is not set yet.
    public init(_ action: @escaping (Instant) -> Void) {
        self.action = action
    }
}

/// Timers ordered by when they must be looked at: a binary heap that knows where each entry is.
///
/// Invariants:
/// 1. `heap[i].index == i`.
/// 2. An entry's `place` is not later than its children's, and never later than its `deadline`.
struct TimerHeap {
    /// The entries; children of i at 2i+1 and 2i+2.
    private var heap: [Timer] = []

    /// When the earliest timer must be looked at.
    var next: Instant? { heap.first?.place }

    /// Sets or moves a timer: O(1) when it moves later, O(log n) otherwise.
    mutating func schedule(_ timer: Timer, at deadline: Instant) {
        timer.deadline = deadline
        if timer.index < 0 {
            timer.place = deadline
            timer.index = heap.count
            heap.append(timer)
            siftUp(timer.index)
        } else if deadline < timer.place {
            timer.place = deadline
            siftUp(timer.index)
        }
    }

    /// Takes a timer off: O(log n).
    mutating func cancel(_ timer: Timer) {
        timer.deadline = nil
        guard timer.index >= 0 else { return }
        remove(at: timer.index)
    }

    /// Removes and returns a timer that is due. Those that were moved later find their new place first.
    mutating func pop(dueAt now: Instant) -> Timer? {
        while let first = heap.first, first.place <= now {
            guard let deadline = first.deadline, deadline > first.place else {
                remove(at: 0)
                guard first.deadline != nil else { continue }
                first.deadline = nil
                return first
            }
            first.place = deadline
            siftDown(0)
        }
        return nil
    }

    /// Takes the entry at `index` out and lets the last one find its place.
    private mutating func remove(at index: Int) {
        let last = heap.count - 1
        exchange(index, last)
        heap.removeLast().index = -1
        guard index < last else { return }
        siftDown(index)
        siftUp(index)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].place < heap[parent].place else { return }
            exchange(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var earliest = parent
            for child in 2 * parent + 1...2 * parent + 2 where child < heap.count {
                if heap[child].place < heap[earliest].place { earliest = child }
            }
            guard earliest != parent else { return }
            exchange(parent, earliest)
            parent = earliest
        }
    }

    private mutating func exchange(_ first: Int, _ second: Int) {
        guard first != second else { return }
        heap.swapAt(first, second)
        heap[first].index = first
        heap[second].index = second
    }
}
