/// How the members of a crowd behave.
struct Manners: Sendable {
    /// Every so many-th viewer opens its packets with libsrtp2 as well; 0 for none.
    var verifyEvery = 100
    /// The number of the first viewer.
    var firstViewer = 0
    /// Whether the publishers are ours, so that viewers know every payload there is.
    var knowsPayloads = true
    /// Whether publishers answer who asks for a keyframe by jumping to the next one.
    var answersKeyframes = true

    /// Whether a viewer opens its packets twice.
    func verifies(_ number: Int) -> Bool {
        verifyEvery > 0 && (number - firstViewer) % verifyEvery == 0
    }
}
