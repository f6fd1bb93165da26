internal import Timing

/// What a playlist promises from its first to its last reload: fixed once a source was measured (RFC 8216bis §4.4.3.1,
/// §4.4.3.7, §6.2.1).
public struct Targets: Hashable, Sendable {
    /// The longest part, in milliseconds of media: `PART-TARGET`.
    public let partMilliseconds: Int
    /// The longest segment, rounded to seconds: `EXT-X-TARGETDURATION`.
    public let segmentSeconds: Int

    /// Three parts: what Apple's authoring rules demand, and RFC 8216bis §4.4.3.8 recommends.
    var partHoldBack: Int { 3 * partMilliseconds }
    /// Three segments (§4.4.3.8).
    var holdBack: Int { 3 * segmentSeconds }
    /// Six segments: the least that is allowed (§4.4.3.8).
    var canSkipUntil: Int { 6 * segmentSeconds }
    /// How many parts of the future may be asked for (§6.2.5.2).
    var advancePartLimit: Int {
        partMilliseconds < 1000 ? (3000 + partMilliseconds - 1) / partMilliseconds : 3
    }

    /// Targets that were decided on elsewhere.
    public init(partMilliseconds: Int, segmentSeconds: Int) {
        self.partMilliseconds = max(partMilliseconds, 1)
        self.segmentSeconds = max(segmentSeconds, 1)
    }

    /// Targets for what was measured, in nanoseconds of media.
    ///
    /// A part must be no longer than its target and no shorter than 85 % of it (§4.4.4.9), and it ends with a frame.
    /// With `n` frames a part, the target of 1.08 parts leaves as much room above as below: 8 % of jitter fit either
    /// way. The target is never below the longest frame, which is a part by itself.
    init(_ measure: SourceMeasure, _ settings: PackagingSettings) {
        let wanted = settings.part.nanoseconds
        let frame = max(measure.usualFrame, 1)
        let count = max((wanted + frame / 2) / frame, 1)
        let part = max(count * frame, min(measure.longestFrame, PackagingSettings.measuringTime.nanoseconds))
        // A segment is asked to end at its time; one round trip and the publisher's answer come on top.
        let asked = settings.segment.nanoseconds + 2_000_000_000
        let needed = measure.isEndless ? PackagingSettings.longestSegment.nanoseconds : measure.longestGroup
        let segment = min(max(asked, needed), PackagingSettings.longestSegment.nanoseconds)
        self.init(
            partMilliseconds: Self.milliseconds(ofParts: part),
            segmentSeconds: Int((segment + 999_999_999) / 1_000_000_000))
    }

    /// The targets of a rendition beside this one whose pictures last so long: segments as long (§6.2.4), and parts that are no
    /// longer where its pictures allow it, since players stay three of the longest behind (§4.4.3.8).
    func with(usualFrame: Int64) -> Targets {
        let frame = min(max(usualFrame, 1), PackagingSettings.measuringTime.nanoseconds)
        let count = max((longestPart * 100 / 108 + frame / 4) / frame, 1)
        let own = Self.milliseconds(ofParts: count * frame)
        return Targets(
            partMilliseconds: frame < longestPart ? min(own, partMilliseconds) : own,
            segmentSeconds: segmentSeconds)
    }

    /// The targets of the same pictures of which every other may be left out, or three of four: their parts are four pictures and
    /// multiples of that, and no longer than these where that is possible, so that they are as long in any case.
    func withPicturesLeftOut(usualFrame: Int64) -> Targets {
        let group = 4 * min(max(usualFrame, 1), PackagingSettings.measuringTime.nanoseconds)
        let count = max((longestPart * 100 / 108 + group / 8) / group, 1)
        return Targets(
            partMilliseconds: Self.milliseconds(ofParts: count * group), segmentSeconds: segmentSeconds)
    }

    private static func milliseconds(ofParts part: Int64) -> Int {
        Int((part * 108 / 100 + 999_999) / 1_000_000)
    }

    /// The longest segment whose duration still rounds to the target, less a frame's worth.
    var longestSegment: Int64 { Int64(segmentSeconds) * 1_000_000_000 + 400_000_000 }
    /// The longest part in nanoseconds.
    var longestPart: Int64 { Int64(partMilliseconds) * 1_000_000 }
}
