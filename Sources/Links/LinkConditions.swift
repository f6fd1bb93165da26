/// What one direction of a link does to packets.
public struct LinkConditions: Hashable, Sendable {
    /// How long a packet travels at least.
    public var delay: Duration
    /// How much longer it may travel: a value that wanders between nothing and this. By itself it reorders nothing,
    /// as the queues that cause it in real networks do not.
    public var jitter: Duration
    /// Which packets are lost.
    public var loss: LossModel
    /// The share of packets that arrive twice, the copy on its own time.
    public var duplication: Double
    /// The share of packets that are held back by up to `reorderingDelay`, so that later ones overtake them.
    public var reordering: Double
    /// How long such a packet is held back at most.
    public var reorderingDelay: Duration
    /// How many bits a second pass; `nil` for as many as come.
    public var bitsPerSecond: Int?
    /// How many bytes may wait for that; what comes on top is dropped.
    public var queueByteCount: Int

    /// A link; without arguments a perfect one.
    public init(
        delay: Duration = .zero, jitter: Duration = .zero, loss: LossModel = .none, duplication: Double = 0,
        reordering: Double = 0, reorderingDelay: Duration = .milliseconds(20), bitsPerSecond: Int? = nil,
        queueByteCount: Int = 64 * 1024
    ) {
        self.delay = delay
        self.jitter = jitter
        self.loss = loss
        self.duplication = duplication
        self.reordering = reordering
        self.reorderingDelay = reorderingDelay
        self.bitsPerSecond = bitsPerSecond
        self.queueByteCount = queueByteCount
    }
}
