internal import Bytes
public import Media
public import Timing

/// Puts the access units of one RTP stream together: packets in order, payloads into units, times without wrapping.
///
/// A lost packet has been asked for upstream; it is waited for so long and no longer. What depends on one that never
/// came is left out: of video, everything up to the next keyframe, since a picture made of wrong ones is worse in a
/// recording than a still one. One mutation, then `pollUnit` until it is `nil`, then the next.
public struct AccessUnitAssembler {
    /// What the units are.
    public let codec: Codec
    /// Packets that wait for others.
    private var buffer: ReorderBuffer<Waiting>
    /// Puts payloads together.
    private var depacketizer: UnitDepacketizer
    /// The unit that is being put together: its time, and when it was captured.
    private var current: (timestamp: ExtendedTimestamp, captured: Instant?)?
    /// The last packet's time.
    private var lastTime: ExtendedTimestamp?
    /// Whether the current unit cannot become whole.
    private var isBroken = false
    /// Units that are whole.
    private var finished: [AccessUnit] = []
    /// Whether a unit was lost, so that pictures up to the next keyframe are of no use.
    public private(set) var awaitsKeyframe = false
    /// How many units were given up.
    public private(set) var lostUnits: UInt64 = 0

    /// A packet that waits for its turn.
    private struct Waiting {
        let payload: [UInt8]
        let timestamp: RTPTimestamp
        let isMarked: Bool
        let canBegin: Bool
        let captured: Instant?
    }

    /// An assembler that waits so long for a packet that is missing. The default is beyond two round trips of a bad
    /// mobile network.
    public init(_ codec: Codec, patience: Duration = .milliseconds(300)) {
        self.codec = codec
        buffer = ReorderBuffer(patience: patience)
        depacketizer = UnitDepacketizer(codec)
    }

    /// When `handleTimeout` has something to do.
    public var nextDeadline: Instant? { buffer.nextDeadline }

    /// Takes a packet: its place among the packets of the stream, its header, its payload, whether decoding can begin
    /// with it, and when it was captured.
    public mutating func handle(
        _ payload: RawSpan, of header: RTPHeader, at place: ExtendedSequenceNumber, canBegin: Bool,
        captured: Instant?, at now: Instant
    ) {
        let packet = Waiting(
            payload: [UInt8](payload), timestamp: header.timestamp, isMarked: header.isMarked,
            canBegin: canBegin, captured: captured)
        buffer.insert(packet, at: place, arrival: now)
        drain(at: now)
    }

    /// Gives up on what was waited for long enough.
    public mutating func handleTimeout(at now: Instant) {
        drain(at: now)
    }

    /// The next unit that is whole.
    public mutating func pollUnit() -> AccessUnit? {
        finished.isEmpty ? nil : finished.removeFirst()
    }

    private mutating func drain(at now: Instant) {
        while let step = buffer.poll(at: now) {
            switch step {
            case .packet(let packet): take(packet)
            case .gap: giveUp()
            }
        }
    }

    private mutating func take(_ packet: Waiting) {
        let time =
            lastTime.map { ExtendedTimestamp(packet.timestamp, near: $0) }
            ?? ExtendedTimestamp(first: packet.timestamp)
        lastTime = time
        // Padding alone belongs to no unit.
        guard !packet.payload.isEmpty else { return }
        if let current, current.timestamp != time { finishUnit() }
        if current == nil { current = (time, packet.captured) }
        if packet.canBegin { awaitsKeyframe = false }
        if !depacketizer.append(packet.payload.bytes) { isBroken = true }
        // The marker ends a picture; every audio packet is a unit.
        if packet.isMarked || !codec.isVideo { finishUnit() }
    }

    /// Packets are gone, and what they were part of with them.
    private mutating func giveUp() {
        guard codec.isVideo else { return }
        lostUnits += 1
        isBroken = false
        current = nil
        _ = depacketizer.finish()
        // Whether the next packet is in the middle of a unit, its depacketizer will tell.
        awaitsKeyframe = true
    }

    private mutating func finishUnit() {
        defer {
            current = nil
            isBroken = false
        }
        guard let current, let bytes = depacketizer.finish(), !isBroken else {
            if self.current != nil { noteLoss() }
            return
        }
        guard !awaitsKeyframe else { return }
        finished.append(
            AccessUnit(
                bytes, decodeTime: current.timestamp.value, duration: duration(of: bytes),
                captured: current.captured))
    }

    private mutating func noteLoss() {
        lostUnits += 1
        awaitsKeyframe = codec.isVideo
    }

    private func duration(of bytes: [UInt8]) -> Int64? {
        codec == .opus ? OpusPayload.duration(of: bytes.bytes).map { Int64($0) } : nil
    }
}
