/// The replay windows of all sources of one receiver, found by SSRC.
///
/// A source gets one when its first packet was authentic, so only who has the keys makes this grow; and only up to a
/// bound, since a peer may be hostile too. Sources are few: they are looked through, from the one that was last found.
struct SourceWindows {
    /// The sources in the order in which they came.
    private var sources: [UInt32] = []
    /// The window of each.
    private var windows: [ReplayWindow] = []
    /// Where the last search ended.
    private var last = 0

    /// How many sources a peer may have. Three layers of video with their RTX, a microphone, a screen and its sound
    /// make ten; this leaves room for a peer that is given new ones over and over.
    ///
    /// None is given up for a newer one: its packets could be played to us again.
    static let limit = 128

    /// Whether no other source may come.
    var isFull: Bool { sources.count >= Self.limit }

    /// Where the window of a source is; `nil` when it has none.
    mutating func find(_ ssrc: UInt32) -> Int? {
        if last < sources.count, sources[last] == ssrc { return last }
        for place in 0..<sources.count where sources[place] == ssrc {
            last = place
            return place
        }
        return nil
    }

    /// The newest packet of the source at a place that was found.
    func newest(at place: Int) -> UInt64 { windows[place].newest }

    /// Why a packet may not come, from the source at `place`, or a new one.
    func refusal(of index: UInt64, at place: Int?) -> SRTPDropReason? {
        guard let place else { return isFull ? .tooManySources : nil }
        return windows[place].refusal(of: index)
    }

    /// Notes an authentic packet that was not refused.
    mutating func mark(_ index: UInt64, of ssrc: UInt32, at place: Int?) {
        if let place {
            windows[place].mark(index)
        } else {
            last = sources.count
            sources.append(ssrc)
            windows.append(ReplayWindow(first: index))
        }
    }
}
