internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// What a viewer gets in one section: of which stream, as what, and whether it may begin.
struct Subscription {
    /// The viewer's section.
    let section: Int
    /// What is in it.
    let kind: MediaKind
    /// Among whom the viewer gets it, or got it last; `nil` while nothing was ever wanted there.
    let audience: Audience?
    /// Whether a packet is awaited with which decoding can begin.
    var awaitsStart = true { didSet { if !awaitsStart { heldSince = nil } } }
    /// Since when it has stood still though it had got something: its path carries that no more, or it is sent no more.
    private(set) var heldSince: Instant?
    /// Whether a fast forward brings it to what is live.
    var isCatchingUp = false
    /// Whether numbers and timestamps begin anew with the next packet, which need not be one that decoding can begin with.
    var beginsAnew = false
    /// When the last one began; `nil` before the first.
    var lastCatchUp: Instant?
    /// The source and payload type for which `choice` was made; `nil` before the first packet.
    private var decided: (source: UInt32, type: UInt8)?
    /// Which of the publisher's simulcast layers it gets.
    private(set) var layer = 0
    /// How much of that.
    var fidelity = Fidelity.full
    /// What it is to get.
    var aim = Aim()
    /// The payload types to send under; `nil` when the viewer does not take the publisher's codec.
    private(set) var choice: PayloadChoice?
    /// The publisher's present codec as SDP names it, when nothing of it can be sent.
    private(set) var unfitCodec: String?

    init(section: Int, kind: MediaKind, of audience: Audience? = nil) {
        self.section = section
        self.kind = kind
        self.audience = audience
    }

    /// Decides anew when the source or its payload type is another. A change of either begins with a keyframe.
    mutating func decide(_ origin: MediaBatch.Origin, _ choose: (MediaFormat.Codec) -> PayloadChoice?) {
        if let decided, decided.source == origin.source, decided.type == origin.format.payloadType { return }
        let before = choice
        choice = choose(origin.format.codec)
        unfitCodec = choice == nil ? origin.format.name : nil
        if decided?.source != origin.source || choice != before {
            (awaitsStart, isCatchingUp) = (true, false)
        }
        layer = origin.layer
        decided = (origin.source, origin.format.payloadType)
    }

    /// Nothing is sent from now on, until it begins again.
    mutating func stop() {
        (awaitsStart, isCatchingUp, beginsAnew) = (true, false, false)
        heldSince = nil
    }

    /// What it gets is taken from it until another layer begins.
    mutating func hold(at now: Instant) {
        if isFed { heldSince = now }
        (awaitsStart, isCatchingUp) = (true, false)
    }

    /// Whether something is sent.
    var isFed: Bool { choice != nil && (isCatchingUp || !awaitsStart) }

    /// Whether it is a video that takes a part of what the path carries.
    var sharesPath: Bool { kind == .video && audience != nil && !aim.wish.isPaused }

    /// Whether a quality is what it gets, or it can take none.
    func isGetting(_ quality: Quality) -> Bool {
        decided != nil
            && (choice == nil || !awaitsStart && layer == quality.layer && fidelity == quality.fidelity)
    }

    /// Whether it gets something that goes on until a keyframe of this comes: another layer, or fewer spatial layers of it.
    func isSwitching(to quality: Quality) -> Bool {
        decided != nil && choice != nil && !awaitsStart
            && (layer != quality.layer || fidelity.spatialID < quality.fidelity.spatialID)
    }

    /// The source that it gets, or got last.
    var source: UInt32? { decided?.source }

    /// Nothing is sent now: the publisher has gone.
    mutating func forget() { (unfitCodec, heldSince) = (nil, nil) }
}
