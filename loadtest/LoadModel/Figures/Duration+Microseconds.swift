import Timing

extension Duration {
    /// The whole microseconds in this duration, as histograms count time.
    var microseconds: Int64 { nanoseconds / 1000 }
}
