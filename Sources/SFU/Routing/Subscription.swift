internal import RTP
internal import SDP
internal import WebRTC

/// What a viewer gets of one kind of media: in which section, as what, and whether it may begin.
struct Subscription {
    /// The viewer's section.
    let section: Int
    /// What is in it.
    let kind: MediaKind
    /// Whether a packet is awaited with which decoding can begin.
    var awaitsStart = true
    /// The source and payload type for which `choice` was made; `nil` before the first packet.
    private var decided: (source: UInt32, type: PayloadType)?
    /// The payload types to send under; `nil` when the viewer does not take the publisher's codec.
    private(set) var choice: PayloadChoice?

    init(section: Int, kind: MediaKind) {
        self.section = section
        self.kind = kind
    }

    /// Whether nothing of the publisher's present codec can be sent.
    var isUnfit: Bool { decided != nil && choice == nil }

    /// Decides anew when the source or its payload type is another. A change of either begins with a keyframe.
    mutating func decide(
        _ source: UInt32, _ type: PayloadType, _ choose: () -> PayloadChoice?
    ) {
        if let decided, decided.source == source, decided.type == type { return }
        let before = choice
        choice = choose()
        if decided?.source != source || choice != before { awaitsStart = true }
        decided = (source, type)
    }
}
