import Bytes
import Links
import RTP
import Simulation
import Timing
import WebRTC

/// One viewer over one trace: a camera's layers, the estimator and the selector that choose among them, a path, and
/// a receiver that answers as a browser does.
public struct AdaptiveRun {
    /// What was so at a moment.
    public struct Sample: Sendable {
        /// When.
        public let time: Duration
        /// What the path took, in bits a second.
        public let capacity: Int
        /// What was sent, in bits a second.
        public let sent: Int
        /// What was believed, in bits a second.
        public let estimate: Int
        /// Which layer was sent, and which one an oracle would have.
        public let layer: Int, best: Int
        /// How long packets waited.
        public let queueing: Duration
    }

    /// What travels.
    private struct Sent {
        let packet: Viewer.Packet?
        let transport: SequenceNumber
        let at: Instant
        let byteCount: Int
    }

    /// Over what.
    public let trace: Trace
    /// A look each 50 ms.
    public private(set) var samples: [Sample] = []
    /// When the layer changed.
    public private(set) var changes: [Duration] = []
    /// When frames stood still: until when, and for how long.
    public private(set) var pauses: [(until: Duration, length: Duration)] = []

    private var network: EmulatedNetwork<Int>
    private var camera = Camera(seed: 7)
    private var viewer = Viewer()
    private var estimator = BandwidthEstimator()
    private var log = SentLog()
    private var selector = LayerSelector()
    private var roundTrip = RoundTripTime()
    private var rate = RateMeter()
    private var now = Instant.zero
    /// Everything that was sent and may still arrive, by an identifier that travels.
    private var travelling: [UInt32: Sent] = [:]
    private var nextIdentifier: UInt32 = 0
    private var transport = SequenceNumber(0)
    /// What may be asked for again.
    private var history: [Int: (packet: Viewer.Packet, byteCount: Int)] = [:]
    private var nextNumber = 0
    private var nextFrame = 0
    private var layer = 0
    private var feedback: [(at: Instant, bytes: [UInt8])] = []
    private var requests: [(at: Instant, numbers: [Int])] = []
    private var queueing = Duration.zero
    private var budget = RetransmissionBudget()

    private static let audioRate = 40_000

    /// Runs a trace to its end.
    public init(_ trace: Trace) {
        self.trace = trace
        network = EmulatedNetwork(seed: 11)
        while now.nanoseconds < trace.length.nanoseconds { step() }
        pauses = viewer.pauses.map { (Instant.zero.duration(to: $0.until), $0.length) }
    }

    /// A millisecond.
    private mutating func step() {
        let time = Instant.zero.duration(to: now)
        let millisecond = Int(time.nanoseconds / 1_000_000)
        let capacity = trace.capacity(at: time)
        network.set(
            LinkConditions(
                delay: trace.delay, loss: trace.loss > 0 ? .random(trace.loss) : .none,
                bitsPerSecond: capacity,
                queueByteCount: Int(Double(trace.capacity(at: .zero)) / 8 * trace.queue.seconds)),
            from: 0, to: 1)
        receive()
        hear()
        if millisecond % 20 == 0 { send(nil, byteCount: Self.audioRate / 8 / 50) }
        if millisecond * 30 / 1000 != (millisecond - 1) * 30 / 1000 || millisecond == 0 { sendFrame() }
        pad()
        if millisecond % 50 == 0 { choose(); sample(time, capacity) }
        now = now.advanced(by: .milliseconds(1))
    }

    // MARK: The viewer's side

    private mutating func receive() {
        while let datagram = network.receive(at: now) {
            let identifier = datagram.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let sent = travelling.removeValue(forKey: identifier) else { continue }
            queueing = max(queueing, sent.at.duration(to: now) - trace.delay)
            viewer.receive(sent.packet, sent.transport, at: now)
        }
        let back = now.advanced(by: trace.delay)
        if let deadline = viewer.nextDeadline, deadline <= now, let bytes = viewer.report(at: now) {
            feedback.append((back, bytes))
        }
        let missing = viewer.requests(
            every: trace.delay * 2 + estimator.queueingDelay + .milliseconds(20), at: now)
        if !missing.isEmpty { requests.append((back, missing)) }
    }

    // MARK: Our side

    private mutating func hear() {
        while let first = feedback.first, first.at <= now {
            feedback.removeFirst()
            roundTrip.add(trace.delay * 2)
            guard var packets = RTCPPackets(first.bytes.bytes) else { continue }
            while let packet = packets.next() {
                if case .transportFeedback(let message) = packet {
                    estimator.handle(message, of: &log, roundTrip: trace.delay * 2, at: now)
                }
            }
        }
        while let first = requests.first, first.at <= now {
            requests.removeFirst()
            for number in first.numbers.sorted() {
                if estimator.queueingDelay < .milliseconds(250), let kept = history[number],
                    budget.spend(kept.byteCount)
                {
                    send(kept.packet, byteCount: kept.byteCount)
                }
            }
        }
    }

    private mutating func choose() {
        estimator.handleTimeout(log, roundTrip: trace.delay * 2, at: now)
        var rates = LayerRates()
        let share = 1 + estimator.lossShare / max(1 - estimator.lossShare, 0.1)
        for each in Camera.rates { rates.append(Int(Double(each) * share) + Self.audioRate) }
        let wish = selector.update(
            rates, on: LayerSelector.Path(estimator), lastProbe: estimator.lastProbe, at: now)
        if let wish { estimator.probe(wish, in: &log, at: now) }
        if selector.target != layer { camera.requestKeyframe(of: selector.target) }
    }

    private mutating func sendFrame() {
        let frames = camera.next()
        if selector.target != layer, frames[selector.target].isKeyframe {
            layer = selector.target
            changes.append(Instant.zero.duration(to: now))
        }
        // What the path does not carry is not sent while a smaller picture is on its way.
        if selector.target < layer { return }
        let count = max((frames[layer].byteCount + 1099) / 1100, 1)
        for _ in 0..<count {
            let packet = Viewer.Packet(number: nextNumber, frame: nextFrame, frameCount: count)
            let byteCount = frames[layer].byteCount / count + 60
            history[nextNumber] = (packet, byteCount)
            history[nextNumber - 2000] = nil
            nextNumber += 1
            budget.earn(byteCount)
            send(packet, byteCount: byteCount)
        }
        nextFrame += 1
    }

    private mutating func pad() {
        guard let deadline = estimator.nextDeadline, deadline <= now else { return }
        var padding = estimator.padding(in: &log, at: now)
        while padding > 0 {
            let size = estimator.paddingSize
            send(nil, byteCount: size)
            padding -= size
        }
    }

    private mutating func send(_ packet: Viewer.Packet?, byteCount: Int) {
        transport = transport.next
        let sent = Sent(packet: packet, transport: transport, at: now, byteCount: byteCount)
        log.add(transport, byteCount: byteCount, at: now)
        rate.add(byteCount, at: now)
        travelling[nextIdentifier] = sent
        var bytes = [UInt8](repeating: 0, count: byteCount)
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: nextIdentifier >> (24 - 8 * index)) }
        nextIdentifier += 1
        network.send(EmulatedDatagram(bytes, from: 0, to: 1), at: now)
    }

    private mutating func sample(_ time: Duration, _ capacity: Int) {
        let repairs = trace.loss / (1 - trace.loss)
        let best =
            Camera.rates.indices.last {
                Double(Camera.rates[$0] + Self.audioRate) * (1 + repairs) <= 0.9 * Double(capacity)
            } ?? 0
        samples.append(
            Sample(
                time: time, capacity: capacity, sent: Int(rate.bitsPerSecond(at: now)),
                estimate: estimator.bitsPerSecond, layer: layer, best: best, queueing: queueing))
        queueing = .zero
    }
}
