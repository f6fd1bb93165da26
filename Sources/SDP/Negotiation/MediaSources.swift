/// An RTP source that the other side announced, with what goes along with it.
public struct RemoteSource: Hashable, Sendable {
    /// Its SSRC.
    public var ssrc: UInt32
    /// The SSRC that repeats its lost packets.
    public var retransmission: UInt32?
    /// Its canonical name, shared by the sources that keep time together.
    public var cname: String?

    /// The most sources of a section that are kept.
    static let limit = 64

    /// The sources of a section in order, the layers of an `ssrc-group:SIM` first; those that only repair others
    /// are told with them. Simulcast by RID may announce none (RFC 8853 §5.5).
    static func all(in lines: Lines) -> [RemoteSource] {
        let said = lines.readable(SourceAttribute.self)
        let groups = lines.readable(SourceGroup.self)
        let layers = groups.first { $0.semantics == SourceGroup.simulcast }?.ssrcs ?? []
        var repairs: [UInt32: UInt32] = [:]
        var repairing: Set<UInt32> = []
        for group in groups where group.ssrcs.count == 2 && group.semantics != SourceGroup.simulcast {
            repairing.insert(group.ssrcs[1])
            if group.semantics == SourceGroup.retransmission { repairs[group.ssrcs[0]] = group.ssrcs[1] }
        }
        var names: [UInt32: String] = [:]
        for statement in said where statement.attribute == "cname" { names[statement.ssrc] = statement.text }
        var seen: Set<UInt32> = repairing
        return (layers + said.map(\.ssrc)).filter { seen.insert($0).inserted }.prefix(limit)
            .map { RemoteSource(ssrc: $0, retransmission: repairs[$0], cname: names[$0]) }
    }
}

/// An RTP source of ours, as we announced it.
public struct LocalSource: Hashable, Sendable {
    /// Its SSRC.
    public var ssrc: UInt32
    /// The SSRC that repeats its lost packets, when retransmission was agreed on.
    public var retransmission: UInt32?
    /// The SSRC of its packets' parities, when those were agreed on.
    public var parity: UInt32?
    /// Our canonical name.
    public var cname: String
    /// The stream and track that a browser shows it as.
    public var msid: MediaStreamID
}

extension Lines {
    /// Adds what announces a source of ours (RFC 5576 §4, RFC 8830). JSEP needs `a=msid` alone; the `ssrc` lines
    /// are for the many that find streams by SSRC.
    mutating func append(_ source: LocalSource) {
        if let retransmission = source.retransmission {
            append(SourceGroup(semantics: SourceGroup.retransmission, ssrcs: [source.ssrc, retransmission]))
        }
        if let parity = source.parity {
            append(SourceGroup(semantics: SourceGroup.parity, ssrcs: [source.ssrc, parity]))
        }
        for ssrc in [source.ssrc, source.retransmission, source.parity].compactMap(\.self) {
            append(SourceAttribute(ssrc: ssrc, "cname", source.cname))
            append(SourceAttribute(ssrc: ssrc, "msid", source.msid.value))
        }
    }
}
