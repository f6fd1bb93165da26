/// How the members of a crowd behave.
struct Manners: Sendable {
    /// Of how many viewers one opens its packets with libsrtp2 as well; 0 for none.
    var verifyEvery = 100
    /// Whether those viewers have their pictures decoded, too.
    var decodes = false
    /// The number of the first viewer.
    var firstViewer = 0
    /// Whether the publishers are ours, so that viewers know every payload there is.
    var knowsPayloads = true
    /// Whether publishers answer who asks for a keyframe by jumping to the next one.
    var answersKeyframes = true
    /// Of how many viewers one looks at frames until its end, and tells of freezes; the others do until they have their
    /// first, and then only open, count and report packets, at half the cost.
    var watchEvery = 1
    /// Whether abs-capture-time says when a packet was sent, so that latency is the server's alone; else when its frame
    /// was captured, by which it is a viewer's.
    var marksSending = false
    /// How many times the mean rate packets of a frame leave at: libwebrtc's kDefaultPaceMultiplier. 0 sends each frame at
    /// once, as ffmpeg does.
    var haste = 2.5

    /// Whether a viewer looks at frames for as long as it is there.
    func watches(_ number: Int) -> Bool { (number - firstViewer) % watchEvery == 0 }

    /// Whether a viewer opens its packets twice.
    func verifies(_ number: Int) -> Bool {
        verifyEvery > 0 && (number - firstViewer) % verifyEvery == 0
    }
}
