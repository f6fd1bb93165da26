/// Answers offers: from an offer and what we can do to an answer and the session that follows from it.
///
/// The same offer, settings and random numbers give the same answer. One rule runs through all of it: what is
/// offered is taken whole or refused whole with the reason (WHIP §4.4.2, §4.4.3), except for sections that we
/// never use, which are rejected one by one.
public struct Answerer: Sendable {
    /// An answer, and what it means.
    public struct Answer: Hashable, Sendable {
        /// The answer to send back.
        public var description: SessionDescription
        /// What both sides agreed on.
        public var session: NegotiatedSession
    }

    /// What the offers are for.
    public var purpose: SessionPurpose
    /// Our half of the transport.
    public var transport: LocalTransport
    /// The audio that we forward, most wanted first.
    public var audio = CodecCapability.audio
    /// The video that we forward, most wanted first. A publisher sends the first that it offered.
    public var video = CodecCapability.video
    /// How many sections of each kind an offer may have: one audio and one video track make a stream.
    public var sectionsPerKind = 1
    /// How many simulcast layers are taken. Browsers send up to three.
    public var layerLimit = 4
    /// What viewers see as the name of the MediaStream: a token (RFC 8830 §2).
    public var streamName = "starling"
    /// That of single sections, by their names, where it is another.
    public var streamNames: [String: String] = [:]
    /// The sections in which a player gets something, by their names; `nil` for all.
    public var wanted: Set<String>?
    /// What was agreed on before, when an offer goes on with a session; `nil` for its first one.
    public var continuing: Answer?
    /// The sections, by their names, in which our source is the one that was agreed on before.
    public var kept: Set<String> = []

    /// An answerer that forwards all we can.
    public init(_ purpose: SessionPurpose, transport: LocalTransport) {
        self.purpose = purpose
        self.transport = transport
    }

    /// Answers an offer. `generator` makes the session's number, our SSRCs and our CNAME.
    public func answer(
        _ offer: SessionDescription, using generator: inout some RandomNumberGenerator
    ) throws(Refusal) -> Answer {
        let sections = try Refusal.ifMalformed { () throws(SDPError) in try RemoteSection.all(of: offer) }
        let media = sections.filter(\.isMedia)
        try judge(media)
        let bundle = try Bundle(media, of: offer)
        let remote = try RemoteTransport(offer.media[bundle.tagged.index], of: offer)
        guard !(remote.isLite && transport.isLite) else { throw .bothLite }
        let role = try role(answering: offer, tagged: bundle.tagged)
        if let continuing { try continuing.check(remote, role) }

        var sources = SourceGenerator(
            avoiding: media.flatMap(\.sources),
            behind: continuing?.session.media.flatMap(\.localSources) ?? [],
            streamName: streamName, &generator)
        var answer = Answer(
            description: SessionDescription(
                originID: generator.next(), bundle: bundle.mids, isLite: transport.isLite,
                allowsMixedExtensions: bundle.allowsMixedExtensions),
            session: NegotiatedSession(media: [], remote: remote, role: role))
        for section in sections {
            guard section.isMedia, let kind = section.kind else {
                answer.description.media.append(rejection(of: section))
                continue
            }
            var (media, content) = try agree(on: section, kind: kind)
            media.allowsMixedExtensions = bundle.allowsMixedExtensions
            if media.direction.sends {
                var source =
                    self.source(keptIn: section)
                    ?? sources.next(
                        for: content, kind: kind, index: section.index,
                        of: section.mid.flatMap { streamNames[$0] }, &generator)
                if !media.formats.contains(where: { $0.format.codec == .parity }) { source.parity = nil }
                media.localSources = [source]
                content.source = source
            }
            answer.session.media.append(media)
            answer.description.media.append(
                content.section(
                    media: section.line.media, proto: section.line.proto, transport: transport,
                    setup: Setup(role == .active ? .active : .passive),
                    isTagged: section.index == bundle.tagged.index))
        }
        if let continuing {
            try continuing.check(answer.session.media)
            answer.description.follow(continuing.description)
        }
        return answer
    }

    /// Which way media flows in a section, seen from us; `.inactive` when the offer does not let it, or nothing of it is
    /// wanted.
    func flow(answering offered: Direction, in mid: String?) -> Direction {
        if let wanted, !(mid.map(wanted.contains) ?? false) { return .inactive }
        return switch purpose {
        case .publish: offered.sends ? .recvonly : .inactive
        case .play: offered.receives ? .sendonly : .inactive
        }
    }

    /// The source that we had in a section, if it is to stay.
    private func source(keptIn section: RemoteSection) -> LocalSource? {
        guard let mid = section.mid, kept.contains(mid) else { return nil }
        return continuing?.session.media.first { $0.mid == mid }?.localSources.first
    }

    /// Refuses what no section could make good.
    private func judge(_ media: [RemoteSection]) throws(Refusal) {
        guard !media.isEmpty else { throw .nothingOffered }
        for kind in MediaKind.allCases {
            let count = media.count { $0.kind == kind }
            guard count <= sectionsPerKind else {
                throw .tooManySections(kind, offered: count, limit: sectionsPerKind)
            }
        }
        // In a session that there is already, nothing may be wanted for the time being.
        guard
            continuing != nil
                || media.contains(where: { flow(answering: $0.direction, in: $0.mid) != .inactive })
        else {
            throw .wrongDirection(
                offered: media.map(\.direction), wanted: purpose == .publish ? .sendonly : .recvonly)
        }
        for section in media {
            if let kind = section.kind, !section.line.isRTP { throw .notRTP(kind, proto: section.line.proto) }
            guard section.multiplexesRTCP else { throw .noRTCPMux(section: section.index) }
        }
    }

    /// Which side of DTLS we take: the server's wherever the offer leaves it open, since the server chooses the
    /// SRTP profile; never actpass (RFC 8842 §5.3). No `a=setup` means active (RFC 4145 §4.1). ffmpeg offers
    /// passive, so the other side is needed too.
    private func role(answering offer: SessionDescription, tagged: RemoteSection) throws(Refusal) -> DTLSRole
    {
        let setup = try Refusal.ifMalformed { () throws(SDPError) in
            try [offer.media[tagged.index].lines, offer.lines].first(Setup.self)
        }
        switch setup?.role {
        case .actpass, .active, nil: return .passive
        case .passive: return .active
        case .holdconn: throw .unusableSetup("holdconn")
        }
    }

    /// A section that stays unused: port 0, formats as they were, in no bundle (RFC 8829 §5.3.1, RFC 3264 §6).
    private func rejection(of section: RemoteSection) -> MediaSection {
        var line = section.line
        line.port = 0
        line.portCount = nil
        var rejected = MediaSection(line)
        rejected.lines.append(connectionTo: "0.0.0.0")
        if let mid = section.mid { rejected.lines.append(MediaIdentification(mid: mid)) }
        rejected.lines.append(flag: Direction.inactive.rawValue)
        return rejected
    }
}
