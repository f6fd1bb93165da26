internal import Bytes
internal import RTP
internal import Timing

/// The parities of a stream: packets with an SSRC and numbers of their own, one for each group of those that leave.
///
/// A group ends with as many packets as are wanted in one, or with a picture if it is not young any more: what is lost of a
/// slow stream cannot wait for more of it.
struct ParityStream: Sendable {
    /// What they go under.
    struct Label: Sendable {
        /// Who sends them.
        let ssrc: SSRC
        /// How to read them.
        let payloadType: PayloadType
        /// The number before the first.
        let number: SequenceNumber
    }

    /// Where a packet is, seen from the present group.
    enum Position {
        case before, inside, behind
    }

    /// What they go under.
    var label: Label
    /// How many packets share one; 0 while none is made.
    private(set) var groupSize = 0
    /// The number of the last one. No number is used twice, which the cipher would not forgive.
    private var place: ExtendedSequenceNumber
    /// The group that is being made.
    private(set) var group: ParityGroup?
    /// How many were sent, and how many octets of payload they had.
    private(set) var count: UInt64 = 0, octetCount: UInt64 = 0
    /// Memory of the last group.
    private var memory: [UInt8] = []

    /// A group that is as old, and has as many packets, ends with the picture.
    private static let patience = Duration.milliseconds(60), fewest = 3

    /// None so far.
    init(_ label: Label) {
        self.label = label
        place = ExtendedSequenceNumber(first: label.number)
    }

    /// Makes one of so many packets from now on; with 0 none.
    mutating func setGroupSize(_ size: Int) {
        groupSize = size
        guard size == 0 else { return }
        group = nil
        memory = []
    }

    /// Where a packet is, seen from the present group; inside if there is none, since it may begin one.
    func position(of packet: ExtendedSequenceNumber) -> Position {
        guard let group, !group.covers(packet) else { return .inside }
        return packet < group.first ? .before : .behind
    }

    /// Takes a packet that left, whole and plain. Whether the group is one to be sent now.
    mutating func add(
        _ packet: RawSpan, of ssrc: SSRC, at place: ExtendedSequenceNumber, endsPicture: Bool, at now: Instant
    ) -> Bool {
        if group == nil {
            var spare: [UInt8] = []
            swap(&spare, &memory)
            group = ParityGroup(ssrc: ssrc, first: place, memory: consume spare, at: now)
        }
        group?.add(packet, at: place)
        guard let group, group.count > 1 else { return false }
        return group.count >= groupSize || group.ends(with: place)
            || endsPicture && group.count >= Self.fewest && group.began.duration(to: now) >= Self.patience
    }

    /// Numbers the group.
    mutating func takeNumber() -> ExtendedSequenceNumber {
        place = place.advanced(by: 1)
        return place
    }

    /// It left, with so many octets of payload.
    mutating func noteSent(_ byteCount: Int) {
        count &+= 1
        octetCount &+= UInt64(byteCount)
    }

    /// Forgets the group.
    mutating func endGroup() {
        if let group { memory = group.octets }
        group = nil
    }
}
