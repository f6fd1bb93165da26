/// An offer of ours, which waits for its answer.
public struct Offer: Sendable {
    /// One section as it was offered.
    struct Section: Sendable {
        /// Audio or video.
        let kind: MediaKind
        /// What was offered.
        let content: SectionContent
        /// What we will send in it.
        let sources: [LocalSource]
    }

    /// The offer to send.
    public let description: SessionDescription
    /// Its sections.
    let sections: [Section]
    /// Whether we are ICE-lite.
    let isLite: Bool

    /// Reads the answer.
    public func accept(_ answer: SessionDescription) throws(Refusal) -> NegotiatedSession {
        let answered = try Refusal.ifMalformed { () throws(SDPError) in try RemoteSection.all(of: answer) }
        let accepted = answered.filter(\.isMedia)
        guard answered.count == sections.count, !accepted.isEmpty,
            accepted.allSatisfy({ $0.kind == sections[$0.index].kind })
        else { throw .notAnAnswer(sections: accepted.count, offered: sections.count) }
        let bundle = try Bundle(accepted, of: answer)
        let tagged = answer.media[bundle.tagged.index]
        let remote = try RemoteTransport(tagged, of: answer)
        guard !(isLite && remote.isLite) else { throw .bothLite }
        let setup = try Refusal.ifMalformed { () throws(SDPError) in
            try [tagged.lines, answer.lines].first(Setup.self)
        }
        var media: [NegotiatedMedia] = []
        for section in accepted {
            var agreed = try negotiate(section)
            agreed.allowsMixedExtensions = bundle.allowsMixedExtensions
            media.append(agreed)
        }
        return NegotiatedSession(media: media, remote: remote, role: try role(answered: setup))
    }

    /// Our side of DTLS. We offered actpass, so the answer chose (RFC 8842 §5.3).
    private func role(answered setup: Setup?) throws(Refusal) -> DTLSRole {
        switch setup?.role {
        case .passive: return .active
        case .active, nil: return .passive
        case .actpass, .holdconn: throw .unusableSetup(setup?.value ?? "")
        }
    }

    /// Reads one accepted section: what was answered counts where it was offered.
    private func negotiate(_ answered: RemoteSection) throws(Refusal) -> NegotiatedMedia {
        let (offered, kind) = (sections[answered.index].content, sections[answered.index].kind)
        let formats = answered.formats.filter { format in
            offered.formats.contains {
                $0.payloadType == format.payloadType && $0.name.isSame(ignoringCase: format.name)
            }
        }
        let media = formats.filter { !$0.isRetransmission }
        guard !media.isEmpty else {
            throw .noCommonCodec(
                kind, offered: answered.formats.map(\.description),
                supported: offered.formats.map(\.description))
        }
        let received = answered.simulcast?.receive.compactMap(\.first?.id) ?? []
        let direction = Direction(
            sends: offered.direction.sends && answered.direction.receives,
            receives: offered.direction.receives && answered.direction.sends)
        return NegotiatedMedia(
            index: answered.index, mid: answered.mid, kind: kind, direction: direction,
            formats: media.map {
                NegotiatedFormat(
                    format: $0, retransmission: formats.retransmission(of: $0.payloadType)?.payloadType)
            },
            extensions: answered.extensions.filter { each in
                offered.extensions.contains { $0.id == each.id && $0.uri == each.uri }
            },
            allowsMixedExtensions: false,
            layers: offered.restrictions.map(\.id).filter(received.contains),
            remoteSources: answered.sources, streams: answered.streams,
            localSources: sections[answered.index].sources,
            allowsReducedSizeRTCP: answered.allowsReducedSizeRTCP)
    }
}
