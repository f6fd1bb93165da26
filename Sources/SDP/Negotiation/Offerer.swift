/// Makes offers like a browser's: what the load tester and tests say to a server.
public struct Offerer: Sendable {
    /// What the offers are for.
    public var purpose: SessionPurpose
    /// Our half of the transport.
    public var transport: LocalTransport
    /// The audio we speak, most wanted first; empty for no audio section. At most as many as there are payload
    /// types.
    public var audio: [CodecCapability] = [.opus]
    /// The video we speak, most wanted first; empty for no video section.
    public var video: [CodecCapability] = [
        .h264(.constrainedBaseline, packetizationMode: 1), .vp9(profile: 0), .av1(profile: 0), .vp8, .parity,
    ]
    /// The simulcast layers of a publisher by RID; empty for a single stream.
    public var layers: [String] = []
    /// The name of the MediaStream that a publisher sends.
    public var streamName = "loadtest"

    /// An offerer of usual codecs.
    public init(_ purpose: SessionPurpose, transport: LocalTransport) {
        self.purpose = purpose
        self.transport = transport
    }

    /// Makes an offer. `generator` makes the session's number, our SSRCs and our CNAME.
    public func offer(using generator: inout some RandomNumberGenerator) -> Offer {
        var sources = SourceGenerator(avoiding: [], streamName: streamName, &generator)
        let originID = generator.next()
        var numbers = PayloadTypes()
        var sections: [Offer.Section] = []
        for (kind, capabilities) in [(MediaKind.audio, audio), (.video, video)] where !capabilities.isEmpty {
            var content = content(of: kind, capabilities, mid: "\(sections.count)", &numbers)
            let wanted = purpose == .play ? 0 : max(content.restrictions.count, 1)
            let made = (0..<wanted).map { _ in
                sources.next(for: content, kind: kind, index: sections.count, &generator)
            }
            // Layers are told apart by RID, and browsers announce no SSRCs for them.
            if content.restrictions.isEmpty { content.source = made.first }
            sections.append(Offer.Section(kind: kind, content: content, sources: made))
        }
        return Offer(
            description: description(of: sections, originID: originID), sections: sections,
            isLite: transport.isLite)
    }

    /// Writes the offer.
    private func description(of sections: [Offer.Section], originID: UInt64) -> SessionDescription {
        var description = SessionDescription(
            originID: originID, bundle: sections.compactMap(\.content.mid), isLite: transport.isLite,
            allowsMixedExtensions: true)
        description.media = sections.enumerated().map { index, section in
            section.content.section(
                media: section.kind.rawValue, proto: "UDP/TLS/RTP/SAVPF", transport: transport,
                setup: Setup(.actpass), isTagged: index == 0)
        }
        return description
    }

    /// What one section offers.
    private func content(
        of kind: MediaKind, _ capabilities: [CodecCapability], mid: String, _ numbers: inout PayloadTypes
    ) -> SectionContent {
        var formats: [MediaFormat] = []
        for capability in capabilities where capability.kind == kind {
            let main = formats.first?.payloadType ?? 0
            guard let number = capability.fixedPayloadType ?? numbers.next() else { break }
            var format = capability.format(number, redundancyOf: main)
            // Parities are not asked for again.
            if capability != .parity { format.feedback = feedback(for: kind) }
            formats.append(format)
            if kind == .video, capability != .parity, let repair = numbers.next() {
                formats.append(.retransmission(repair, of: format))
            }
        }
        let known = ExtensionSelection.known(for: kind, purpose: purpose)
        var content = SectionContent(
            formats: formats, mid: mid, direction: purpose == .publish ? .sendonly : .recvonly,
            extensions: ExtensionURI.allCases.enumerated().compactMap { index, uri in
                known.contains(uri) ? HeaderExtension(id: UInt16(index + 1), uri) : nil
            },
            allowsReducedSizeRTCP: true)
        if kind == .video, purpose == .publish, !layers.isEmpty {
            content.restrictions = layers.map { RestrictionID(id: $0, way: .send) }
            content.simulcast = Simulcast(send: layers)
        }
        return content
    }

    /// The feedback we give and obey.
    private func feedback(for kind: MediaKind) -> [Feedback] {
        kind == .audio
            ? [.transportWide] : [.nack, .pictureLoss, .fullIntraRequest, .transportWide, .receiverEstimate]
    }
}

extension MediaFormat {
    /// A format that repeats lost packets of another (RFC 4588 §8).
    static func retransmission(_ payloadType: UInt8, of format: MediaFormat) -> MediaFormat {
        MediaFormat(
            RTPMap(payloadType: payloadType, encoding: "rtx", clockRate: format.clockRate),
            parameters: FormatParameters("apt=\(format.payloadType)"))
    }
}
