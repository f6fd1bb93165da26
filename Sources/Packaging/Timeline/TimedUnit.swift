internal import Media

/// An access unit on the stream's timeline.
struct TimedUnit {
    /// The unit; its decode time is in ticks of its track on the timeline.
    var unit: AccessUnit
    /// What its decoder must know.
    let configuration: CodecConfiguration
    /// Whether its time has nothing to do with the one before: its source began anew, or its clock was set.
    var isJump: Bool
}
