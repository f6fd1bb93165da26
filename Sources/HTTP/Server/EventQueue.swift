/// Events in the order they came, until they are polled. One waits inside the queue itself; an array is made only
/// when there are more.
struct EventQueue<Event> {
    /// The oldest event.
    private var first: Event?
    /// The others; those before `head` are spent.
    private var others: [Event?] = []
    /// Index of the oldest of the others.
    private var head = 0

    /// Adds an event behind the others.
    mutating func append(_ event: Event) {
        if first == nil {
            first = event
        } else {
            others.append(event)
        }
    }

    /// Removes and returns the oldest event.
    mutating func next() -> Event? {
        guard let event = first.take() else { return nil }
        if head < others.count {
            first = others[head].take()
            head += 1
            if head == others.count {
                others = []
                head = 0
            }
        }
        return event
    }
}
