/// What is told of transcoders.
extension Metric {
    /// Those that work.
    static let transcoders = Metric(
        .gauge, "starling_transcoders", "Transcoders at work, each a process.")
    /// All there were.
    static let startedTranscoders = Metric(
        .counter, "starling_transcoders_started_total", "Transcoders that were started.")
    /// Those that failed.
    static let failedTranscoders = Metric(
        .counter, "starling_transcoders_failed_total",
        "Transcoders that ended before they were to: they crashed, hung, or took too much memory or time.")
    /// What they were too slow for.
    static let leftOutUnits = Metric(
        .counter, "starling_transcoder_dropped_units_total",
        "Units of sound and pictures that were not transcoded, since the transcoder was behind.")
    /// Those that encode fewer pictures than come.
    static let slowTranscoders = Metric(
        .gauge, "starling_transcoders_slow",
        "Transcoders that encode every other picture or every fourth, since they are too slow for all.")
    /// What those leave out.
    static let leftOutPictures = Metric(
        .counter, "starling_transcoder_dropped_pictures_total",
        "Pictures that were decoded and not encoded, since that takes too long.")
}
