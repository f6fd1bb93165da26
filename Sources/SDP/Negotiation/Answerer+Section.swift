extension Answerer {
    /// Agrees on one section, and says so.
    func agree(
        on section: RemoteSection, kind: MediaKind
    ) throws(Refusal) -> (NegotiatedMedia, SectionContent) {
        let flow = flow(answering: section.direction, in: section.mid)
        let extensions = ExtensionSelection(
            known: ExtensionSelection.known(for: kind, purpose: purpose), direction: flow
        ).select(from: section.extensions)
        let capabilities = kind == .audio ? audio : video
        let formats = FormatSelection(
            capabilities: capabilities, feedback: feedback(for: kind, extensions: extensions)
        ).select(from: section.formats)
        guard formats.contains(where: { !$0.format.codec.isAccompanying }) else {
            throw .noCommonCodec(
                kind, offered: section.formats.filter(\.isMedia).map(\.description),
                supported: capabilities.map(\.description))
        }
        let restrictions = layers(of: section, formats: formats, extensions: extensions)

        var content = SectionContent(
            formats: formats.flatMap { written($0, offered: section.formats) }, mid: section.mid,
            direction: flow,
            extensions: extensions, allowsReducedSizeRTCP: section.allowsReducedSizeRTCP)
        content.restrictions = restrictions
        if section.simulcast != nil, !restrictions.isEmpty {
            content.simulcast = Simulcast(receive: restrictions.map(\.id))
        }
        let media = NegotiatedMedia(
            index: section.index, mid: section.mid, kind: kind, direction: flow, formats: formats,
            extensions: extensions, allowsMixedExtensions: false,
            layers: restrictions.map(\.id), remoteSources: section.sources, streams: section.streams,
            localSources: [],
            allowsReducedSizeRTCP: section.allowsReducedSizeRTCP)
        return (media, content)
    }

    /// The feedback we give or obey. Transport-wide feedback is about the numbers in a header extension, so it
    /// needs that.
    private func feedback(for kind: MediaKind, extensions: [HeaderExtension]) -> [Feedback] {
        var known: [Feedback] = [.nack]
        if kind == .video { known += [.pictureLoss, .fullIntraRequest, .receiverEstimate] }
        if extensions.contains(where: { $0.kind == .transportSequenceNumber }) {
            known.append(.transportWide)
        }
        return known
    }

    /// The simulcast layers of a publisher. Without the header extension packets would not say which they are of.
    private func layers(
        of section: RemoteSection, formats: [NegotiatedFormat], extensions: [HeaderExtension]
    ) -> [RestrictionID] {
        guard purpose == .publish, extensions.contains(where: { $0.kind == .rid }) else { return [] }
        return LayerSelection(limit: layerLimit, payloadTypes: formats.map(\.format.payloadType))
            .select(from: section)
    }

    /// A format as the answer describes it, and its retransmission.
    private func written(_ agreed: NegotiatedFormat, offered: [MediaFormat]) -> [MediaFormat] {
        var format = agreed.format
        format.parameters = parameters(answering: format)
        var repair = offered.first { $0.payloadType == agreed.retransmission }
        repair?.feedback = []
        return [format] + (repair.map { [$0] } ?? [])
    }

    /// The `fmtp` that answers one. To a viewer it repeats the offer, whatever we will send. To a publisher it
    /// says what we take: what configures the stream is repeated; what the publisher can receive (`max-fs`) or
    /// tells of what it sends (`sprop-parameter-sets`) is its own.
    private func parameters(answering format: MediaFormat) -> FormatParameters {
        guard purpose == .publish else { return format.parameters }
        switch format.codec {
        case .h264(let h264):
            var kept = format.parameters.keeping([
                "level-asymmetry-allowed", "packetization-mode", "profile-level-id",
            ])
            if let answered = h264.answeredProfileLevelID { kept["profile-level-id"] = answered }
            return kept
        case .h265: return format.parameters.keeping(["profile-id", "tier-flag", "level-id", "tx-mode"])
        case .av1: return format.parameters.keeping(["profile", "level-idx", "tier"])
        case .vp9: return format.parameters.keeping(["profile-id"])
        case .vp8: return FormatParameters()
        // Browsers encode mono unless they hear that stereo is welcome (RFC 7587 §7.1).
        case .opus: return FormatParameters("minptime=10;stereo=1;useinbandfec=1")
        default: return format.parameters
        }
    }
}

extension MediaFormat {
    /// Whether the format repeats lost packets of another.
    var isRetransmission: Bool {
        if case .retransmission = codec { return true }
        return false
    }

    /// Whether the format carries media by itself; the lists in a refusal name only those.
    var isMedia: Bool { !isRetransmission && !codec.isAccompanying }
}
