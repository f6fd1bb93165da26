import Platform
import Timing

/// Who speaks on a stage, and who spoke last: those whom viewers see when not all can be seen.
///
/// Levels are those of RFC 6464: how far below full scale, in decibels, 127 for silence. Somebody speaks while a
/// smoothed level is above `threshold`; a cough is over before it is, a word is not. Who falls silent keeps the place in
/// the list until others push them out of it, so that tiles do not jump at every pause.
struct ActiveSpeakers {
    /// How many are listed: what a page has room for.
    static let limit = 9
    /// From here on somebody speaks: rooms are at 60 to 70 dB below full scale, speech at 20 to 40.
    static let threshold = -50.0
    /// How much of a new level counts at each look, when it is louder and when it is softer: a word is noticed at
    /// the second look (half a second), a pause between words is not.
    static let (rise, fall) = (0.6, 0.2)
    /// The first in the list gives way only to who is louder by this much, in decibels.
    static let advantage = 6.0

    /// The latest word: the loudest first, then those who spoke last.
    private(set) var list: [ParticipantID] = []
    /// The smoothed level of each who is live, in decibels below zero.
    private var levels: [ParticipantID: Double] = [:]

    /// Takes the levels of all who are live. Returns whether the list is another.
    mutating func update(_ heard: [ParticipantID: UInt8]) -> Bool {
        levels = levels.filter { heard[$0.key] != nil }
        for (id, level) in heard {
            let new = -Double(level)
            let old = levels[id] ?? -127
            levels[id] = old + (new - old) * (new > old ? Self.rise : Self.fall)
        }
        let before = list
        list.removeAll { levels[$0] == nil }
        promote()
        if list.count > Self.limit { list.removeLast(list.count - Self.limit) }
        return list != before
    }

    /// Brings whoever speaks to the front, the loudest first. Who is first already stays so unless clearly outdone.
    private mutating func promote() {
        let speaking = levels.filter { $0.value > Self.threshold }
            .sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        guard let loudest = speaking.first else { return }
        if let first = list.first, let level = levels[first], level > Self.threshold,
            loudest.value < level + Self.advantage
        {
            // The order behind the first tells nothing that a page could show.
            list += speaking.map(\.key).filter { !list.contains($0) }
            return
        }
        list.removeAll { $0 == loudest.key }
        list.insert(loudest.key, at: 0)
        list += speaking.map(\.key).filter { !list.contains($0) }
    }
}
