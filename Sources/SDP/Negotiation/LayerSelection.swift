/// Chooses, from the simulcast of an offered section, the layers that we take.
struct LayerSelection {
    /// The most layers that are taken.
    let limit: Int
    /// The payload types in common.
    let payloadTypes: [UInt8]

    /// The streams to answer `a=rid:<id> recv` for, in the offered order.
    ///
    /// Streams may be left out and never added (RFC 8853 §5.3.2). Of alternatives we take the first that is
    /// usable: it has an `a=rid` of its own that the offerer sends, and a payload type in common.
    func select(from section: RemoteSection) -> [RestrictionID] {
        let usable = self.usable(section.restrictions)
        guard let simulcast = section.simulcast else {
            // A single stream may have a name without simulcast; two a=simulcast spoil each other.
            return section.mentionsSimulcast ? [] : Array(usable.prefix(1))
        }
        var taken: Set<String> = []
        let streams = simulcast.send.compactMap { alternatives in
            alternatives.lazy.compactMap { alternative in usable.first { $0.id == alternative.id } }
                .first { taken.insert($0.id).inserted }
        }
        return Array(streams.prefix(limit))
    }

    /// The restrictions that the other side sends and we can keep to, turned round. Names said twice count for
    /// nothing (RFC 8851 §6.2.2). Other restrictions are the sender's own business and repeated as they are.
    private func usable(_ offered: [RestrictionID]) -> [RestrictionID] {
        let count = Dictionary(offered.map { ($0.id, 1) }, uniquingKeysWith: +)
        return offered.compactMap { restriction in
            guard restriction.way == .send, count[restriction.id] == 1 else { return nil }
            var answered = restriction
            answered.way = .recv
            if let wanted = restriction.payloadTypes {
                let common = wanted.filter { payloadTypes.contains($0) }
                guard !common.isEmpty else { return nil }
                answered.payloadTypes = common
            }
            return answered
        }
    }
}
