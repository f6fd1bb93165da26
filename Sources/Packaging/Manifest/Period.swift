/// The segments between two discontinuities, in all renditions.
struct Period {
    /// How many discontinuities there were before it.
    let number: Int
    /// When it begins, in nanoseconds of the timeline.
    let start: Int64
    /// Which segments of each rendition it has.
    private(set) var ranges: [Range<Int>]

    /// The periods of which renditions have anything.
    static func all(of renditions: [RenditionSnapshot]) -> [Period] {
        var periods: [Int: Period] = [:]
        for (place, rendition) in renditions.enumerated() {
            // What has no part yet is no segment for players that are told how long it is.
            for (index, segment) in rendition.segments.enumerated() where !segment.isGap {
                let empty = Period(
                    number: segment.period.number, start: segment.period.start,
                    ranges: renditions.map { _ in 0..<0 })
                var period = periods[segment.period.number] ?? empty
                let known = period.ranges[place]
                // A layer that paused has a hole and no discontinuity; numbers are counted, so what is before it is left out.
                let goesOn = !known.isEmpty && (rendition.name.layer == nil || known.upperBound == index)
                period.ranges[place] = (goesOn ? known.lowerBound : index)..<(index + 1)
                periods[segment.period.number] = period
            }
        }
        return periods.values.sorted { $0.number < $1.number }
    }
}
