/// Which sections share the one transport of a session, and which of them speaks for it (RFC 9143).
struct Bundle {
    /// The sections in use, in the order of the group; the first is the tagged one.
    let sections: [RemoteSection]
    /// The names for an `a=group:BUNDLE` of the same sections; empty when there was no group.
    let mids: [String]

    /// The section whose transport counts: the first of the group that is in use (RFC 9143 §7.3.1).
    var tagged: RemoteSection { sections[0] }

    /// Whether all sections let both forms of header extensions mix. We answer for all at once, since they share
    /// a transport (RFC 8285 §6).
    var allowsMixedExtensions: Bool { sections.allSatisfy(\.allowsMixedExtensions) }

    /// Bundles the sections in use, at least one. All must be in one group; a single section needs none.
    init(_ sections: [RemoteSection], of description: SessionDescription) throws(Refusal) {
        let groups = try Refusal.ifMalformed { () throws(SDPError) in
            try description.lines.every(Group.self)
        }
        let bundle = groups.first { group in
            group.semantics == Group.bundle && sections.contains { $0.isIn(group) }
        }
        guard let bundle else {
            guard sections.count == 1 else { throw .notBundled(section: sections[1].index) }
            self.sections = sections
            mids = []
            return
        }
        if let stray = sections.first(where: { !$0.isIn(bundle) }) {
            throw .notBundled(section: stray.index)
        }
        var seen: Set<String> = []
        let ordered = bundle.mids.filter { seen.insert($0).inserted }
            .compactMap { mid in sections.first { $0.mid == mid } }
        self.sections = ordered
        mids = ordered.compactMap(\.mid)
    }
}

extension RemoteSection {
    /// Whether the section is named in a group.
    fileprivate func isIn(_ group: Group) -> Bool {
        mid.map(group.mids.contains) ?? false
    }
}
