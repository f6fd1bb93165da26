public import Bytes
public import RTP

/// Puts RTCP messages together into datagrams of at most 1,200 octets.
///
/// A compound datagram begins with a report and a name (RFC 3550 §6.1). With reduced size agreed (RFC 5506) feedback
/// goes alone; without, a receiver report of nothing goes in front.
public struct CompoundWriter: Sendable {
    /// Who we are.
    private let sender: SSRC
    /// What we are called.
    private let cname: String
    /// Whether feedback may go alone.
    private let allowsReducedSize: Bool
    /// The datagrams that are full.
    private var finished: [[UInt8]] = []
    /// The one that is being filled.
    private var current: [UInt8] = []

    /// The longest datagram before SRTCP, whose 14 to 20 octets still fit in IPv6's 1,280.
    public static let maximumByteCount = 1200

    /// A writer of messages from `sender`.
    public init(sender: SSRC, cname: String, allowsReducedSize: Bool) {
        self.sender = sender
        self.cname = cname
        self.allowsReducedSize = allowsReducedSize
    }

    /// Adds the regular reports: one for each stream that we send, with what we receive; and our name.
    public mutating func append(_ reports: [SenderReport], _ blocks: [ReportBlock]) {
        finish()
        var rest = blocks[...]
        for report in reports {
            let part = Self.take(31, from: &rest)
            put { report.write(blocks: part, to: &$0) }
        }
        while !rest.isEmpty || current.isEmpty {
            let (part, sender) = (Self.take(31, from: &rest), sender)
            put { ReceiverReport.write(sender: sender, blocks: part, to: &$0) }
        }
        let (sender, cname) = (sender, cname)
        put { SourceDescription.write(source: sender, cname: cname, to: &$0) }
    }

    /// Adds one message. One that does not fit in a datagram is left out.
    public mutating func append(_ write: (inout ByteWriter) -> Void) {
        if current.isEmpty, !allowsReducedSize { append([], []) }
        put(write)
    }

    /// Adds a request for `numbers` of `source`, in as many messages as it takes.
    public mutating func append(nackFor numbers: [SequenceNumber], of source: SSRC) {
        var rest = numbers[...]
        while !rest.isEmpty {
            var count = 0
            let sender = sender
            append { writer in
                count = GenericNACK.write(
                    sender: sender, source: source, numbers: rest, byteCount: 1000, to: &writer)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The datagrams, each at most 1,200 octets; none when nothing was added.
    public mutating func take() -> [[UInt8]] {
        finish()
        defer { finished = [] }
        return finished
    }

    private static func take(_ count: Int, from blocks: inout ArraySlice<ReportBlock>) -> [ReportBlock] {
        defer { blocks = blocks.dropFirst(count) }
        return Array(blocks.prefix(count))
    }

    private mutating func put(_ write: (inout ByteWriter) -> Void) {
        guard let message = [UInt8](capacity: Self.maximumByteCount, writing: write), !message.isEmpty else {
            return
        }
        if current.count + message.count > Self.maximumByteCount { startNext() }
        guard current.count + message.count <= Self.maximumByteCount else { return }
        current += message
    }

    /// Begins another datagram, which must stand by itself.
    private mutating func startNext() {
        finish()
        guard !allowsReducedSize else { return }
        append([], [])
    }

    private mutating func finish() {
        guard !current.isEmpty else { return }
        finished.append(current)
        current = []
    }
}
