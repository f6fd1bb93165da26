/// What an m= section of ours says, before it is lines.
struct SectionContent {
    /// The section's own values: formats with the parameters that we write, retransmissions among them.
    var formats: [MediaFormat]
    /// Its name.
    var mid: String?
    /// Which way media flows, seen from us.
    var direction: Direction
    /// Its header extensions.
    var extensions: [HeaderExtension]
    /// Whether RTCP packets may stand alone.
    var allowsReducedSizeRTCP: Bool
    /// The RTP streams it names.
    var restrictions: [RestrictionID] = []
    /// Its simulcast.
    var simulcast: Simulcast?
    /// What we send.
    var source: LocalSource?

    /// Writes the section. The order of lines is that of JSEP (RFC 8829 §5.2.1).
    func section(
        media: String, proto: String, transport: LocalTransport, setup: Setup, isTagged: Bool
    ) -> MediaSection {
        let (address, port) = transport.defaultAddress
        let line = MediaLine(
            media: media, port: port, proto: proto, formats: formats.map { "\($0.payloadType)" })
        var section = MediaSection(line)
        section.lines.append(connectionTo: address)
        if let mid { section.lines.append(MediaIdentification(mid: mid)) }
        section.lines.append(transport, setup: setup)
        section.lines.append(flag: "rtcp-mux")
        if allowsReducedSizeRTCP { section.lines.append(flag: "rtcp-rsize") }
        section.lines.append(flag: direction.rawValue)
        if let source { section.lines.append(source.msid) }
        for each in extensions { section.lines.append(each) }
        for format in formats { section.lines.append(format) }
        for restriction in restrictions { section.lines.append(restriction) }
        if let simulcast { section.lines.append(simulcast) }
        if let source { section.lines.append(source) }
        if isTagged { section.lines.append(candidatesOf: transport) }
        return section
    }
}

extension Lines {
    /// Adds the lines that describe a payload type.
    mutating func append(_ format: MediaFormat) {
        append(format.map)
        for feedback in format.feedback {
            append(FeedbackLine(payloadType: format.payloadType, feedback: feedback))
        }
        if !format.parameters.isEmpty {
            append(FormatParameterLine(payloadType: format.payloadType, parameters: format.parameters))
        }
    }
}

extension SessionDescription {
    /// A description of ours with its session level, and no sections yet. Candidates may be trickled to us, and
    /// `ice2` says that we follow RFC 8445 (its §10).
    init(originID: UInt64, bundle: [String], isLite: Bool, allowsMixedExtensions: Bool) {
        self.init(originID: originID)
        if !bundle.isEmpty { lines.append(Group(semantics: Group.bundle, mids: bundle)) }
        if isLite { lines.append(flag: "ice-lite") }
        lines.append(ICEOptions(tags: ["ice2", "trickle"]))
        if allowsMixedExtensions { lines.append(flag: "extmap-allow-mixed") }
    }
}
