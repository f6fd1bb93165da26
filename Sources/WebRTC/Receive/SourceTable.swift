public import RTP
public import SDP
public import Timing

/// Which stream of a session each SSRC is.
///
/// Browsers that send layers announce no SSRC, others announce one and send another, and some change it under way;
/// so the first packet of an SSRC is asked, in this order (RFC 9143 §9.2):
/// 1. its mid, and its rid or repaired rid (RFC 8852), by which a new SSRC may take another's place;
/// 2. what SDP said of the SSRC (RFC 5576);
/// 3. its payload type, where only one section has it.
///
/// From then on an SSRC is looked up and nothing else. The number of SSRCs is bounded. One that was replaced is not
/// heard for two seconds, so that its stragglers do not take the place back.
public struct SourceTable: Sendable {
    /// The stream that an SSRC is.
    public struct Binding: Hashable, Sendable {
        /// Which of the session's `media`.
        public var section: Int
        /// Which of the section's layers, or of its announced sources; 0 where there is one.
        public var layer: Int
        /// Whether it is the repair stream of that layer.
        public var isRepair: Bool

        /// A binding.
        public init(section: Int, layer: Int, isRepair: Bool) {
            self.section = section
            self.layer = layer
            self.isRepair = isRepair
        }
    }

    /// What became of a look-up.
    public enum Finding: Hashable, Sendable {
        /// An SSRC that was heard before.
        case known(Binding)
        /// An SSRC heard for the first time, and the one whose place it takes.
        case new(Binding, replaced: SSRC?)
        /// An SSRC that belongs nowhere, or not any more: drop the packet and count it.
        case unknown
    }

    /// What is known of an SSRC.
    private enum Entry {
        /// SDP named it, nothing came yet.
        case announced(Binding)
        /// It is heard.
        case live(Binding)
        /// Another took its place; until then it is not heard.
        case retired(until: Instant)
    }

    /// One section, as far as it takes to find a stream's place.
    private struct Section {
        let mid: String?
        let layers: [String]
        let repairTypes: Set<UInt8>
    }

    /// What is known of each SSRC.
    private var entries: [SSRC: Entry] = [:]
    /// The session's sections.
    private let sections: [Section]
    /// The one section that has a payload type; absent where several have it.
    private let sectionOfType: [UInt8: Int]
    /// The identifiers of header extensions.
    private let extensions: ExtensionMap
    /// How many SSRCs are remembered at most.
    private let limit: Int

    /// How long an SSRC that was replaced is not heard.
    private static let retirement = Duration.seconds(2)

    /// A table for the sections of a session.
    public init(_ media: [NegotiatedMedia], limit: Int = 64) {
        self.limit = limit
        extensions = ExtensionMap(agreedIn: media)
        sections = media.map { each in
            Section(
                mid: each.mid, layers: each.layers,
                repairTypes: Set(each.formats.compactMap(\.retransmission)))
        }
        sectionOfType = Self.sectionsByType(media)
        for (section, each) in media.enumerated() where each.layers.isEmpty {
            for (layer, source) in each.remoteSources.enumerated() {
                announce(source, section: section, layer: layer)
            }
        }
    }

    /// How many SSRCs are remembered.
    public var count: Int { entries.count }

    /// Finds the stream of a packet, and binds its SSRC when it is new.
    public mutating func find(_ header: RTPHeader, in packet: RawSpan, at now: Instant) -> Finding {
        switch entries[header.ssrc] {
        case .live(let binding): return .known(binding)
        case .retired(let end) where now < end: return .unknown
        case .announced(let binding): return bind(header, in: packet, announced: binding, at: now)
        case .retired, nil: return bind(header, in: packet, announced: nil, at: now)
        }
    }

    /// Forgets an SSRC that said goodbye (RFC 3550 §6.6).
    public mutating func remove(_ ssrc: SSRC) {
        entries[ssrc] = nil
    }

    private mutating func announce(_ source: RemoteSource, section: Int, layer: Int) {
        for (value, isRepair) in [(source.ssrc, false), (source.retransmission, true)] {
            guard let value, entries.count < limit else { continue }
            entries[SSRC(value)] = .announced(Binding(section: section, layer: layer, isRepair: isRepair))
        }
    }

    private mutating func bind(
        _ header: RTPHeader, in packet: RawSpan, announced: Binding?, at now: Instant
    ) -> Finding {
        guard let binding = identify(header, in: packet, announced: announced) else { return .unknown }
        let replaced = entries.first { entry in
            if case .live(binding) = entry.value { true } else { false }
        }?.key
        if entries[header.ssrc] == nil, entries.count >= limit, !makeRoom(at: now) { return .unknown }
        if let replaced { entries[replaced] = .retired(until: now.advanced(by: Self.retirement)) }
        entries[header.ssrc] = .live(binding)
        return .new(binding, replaced: replaced)
    }

    /// Gives up the memory of an SSRC that nothing is expected of. One that was replaced a moment ago is kept, so that
    /// a sender cannot change its SSRC with each packet: every change costs a stream, and a keyframe.
    private mutating func makeRoom(at now: Instant) -> Bool {
        let spare = entries.first { entry in
            switch entry.value {
            case .live: false
            case .announced: true
            case .retired(let end): end <= now
            }
        }
        guard let spare else { return false }
        entries[spare.key] = nil
        return true
    }

    private func identify(_ header: RTPHeader, in packet: RawSpan, announced: Binding?) -> Binding? {
        let mid = name(.mid, header, in: packet)
        let repaired = name(.repairedStreamID, header, in: packet)
        let rid = repaired ?? name(.streamID, header, in: packet)
        if mid == nil, rid == nil, let announced { return announced }
        guard let index = section(mid: mid, rid: rid, header.payloadType) else { return nil }
        let section = sections[index]
        let isRepair = repaired != nil || section.repairTypes.contains(header.payloadType.value)
        guard !section.layers.isEmpty else {
            let layer = announced?.section == index ? announced?.layer : nil
            return Binding(section: index, layer: layer ?? 0, isRepair: isRepair)
        }
        guard let rid, let layer = section.layers.firstIndex(of: rid) else { return nil }
        return Binding(section: index, layer: layer, isRepair: isRepair)
    }

    /// The section that a packet says it belongs to. One that names a section which is not there has none.
    private func section(mid: String?, rid: String?, _ type: PayloadType) -> Int? {
        if let mid { return sections.firstIndex { $0.mid == mid } }
        if let rid {
            let fitting = sections.indices.filter { sections[$0].layers.contains(rid) }
            if fitting.count == 1 { return fitting[0] }
        }
        return sectionOfType[type.value]
    }

    private func name(_ kind: ExtensionKind, _ header: RTPHeader, in packet: RawSpan) -> String? {
        guard let id = extensions.id(of: kind), let value = header.extensions(in: packet).value(of: id) else {
            return nil
        }
        return StreamIdentifier(value)?.text
    }

    private static func sectionsByType(_ media: [NegotiatedMedia]) -> [UInt8: Int] {
        var owners: [UInt8: Set<Int>] = [:]
        for (index, each) in media.enumerated() {
            for format in each.formats {
                owners[format.format.payloadType, default: []].insert(index)
                if let repair = format.retransmission { owners[repair, default: []].insert(index) }
            }
        }
        return owners.compactMapValues { $0.count == 1 ? $0.first : nil }
    }
}
