/// Makes the RTP sources that we announce: one CNAME, and SSRCs that nobody has yet.
struct SourceGenerator {
    /// SSRCs that are taken, by the other side or by us.
    private var taken: Set<UInt32>
    /// The name of the MediaStream.
    private let streamName: String
    /// Our canonical name (RFC 7022 §4.2: 96 random bits, here as 16 characters).
    private let cname: String

    /// Starts with what the other side announced, and what we did before in this session, whose CNAME stays.
    init(
        avoiding sources: [RemoteSource], behind ours: [LocalSource] = [], streamName: String,
        _ generator: inout some RandomNumberGenerator
    ) {
        taken = Set(
            sources.map(\.ssrc) + sources.compactMap(\.retransmission) + ours.map(\.ssrc)
                + ours.compactMap(\.retransmission) + ours.compactMap(\.parity) + [0])
        self.streamName = streamName
        if let known = ours.first?.cname {
            cname = known
            return
        }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var bits = generator.next()
        var name = ""
        for index in 0..<16 {
            if index == 10 { bits = generator.next() }
            name.append(letters[Int(bits & 63)])
            bits >>= 6
        }
        cname = name
    }

    /// A source for a section of ours, in a MediaStream of its own where that is named.
    mutating func next(
        for section: SectionContent, kind: MediaKind, index: Int, of stream: String? = nil,
        _ generator: inout some RandomNumberGenerator
    ) -> LocalSource {
        let ssrc = ssrc(&generator)
        let repairs = section.formats.contains(where: \.isRetransmission)
        let isProtected = section.formats.contains { $0.codec == .parity }
        let track = "\(kind.rawValue)-\(section.mid ?? "\(index)")"
        return LocalSource(
            ssrc: ssrc, retransmission: repairs ? self.ssrc(&generator) : nil,
            parity: isProtected ? self.ssrc(&generator) : nil, cname: cname,
            msid: MediaStreamID(stream: stream ?? streamName, track: track))
    }

    /// A number that is not taken. At most a few hundred of four billion are, so this ends at once.
    private mutating func ssrc(_ generator: inout some RandomNumberGenerator) -> UInt32 {
        while true {
            let ssrc = UInt32(truncatingIfNeeded: generator.next())
            if taken.insert(ssrc).inserted { return ssrc }
        }
    }
}
