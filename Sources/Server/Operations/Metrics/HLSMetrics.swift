/// What is told of HLS.
extension Metric {
    /// Streams that are packaged.
    static let hlsStreams = Metric(.gauge, "starling_hls_streams", "Streams that are packaged as HLS.")
    /// Sessions that watch.
    static let hlsViewers = Metric(
        .gauge, "starling_hls_viewers",
        "Sessions that watch as HLS: those that asked for anything in the last 30 s.")
    /// Requests that wait.
    static let hlsWaiting = Metric(
        .gauge, "starling_hls_waiting_requests",
        "HLS requests that wait for a playlist, part or segment that is not there yet.")
    /// Batches that were dropped.
    static let hlsMissedBatches = Metric(
        .counter, "starling_hls_missed_batches_total",
        "Batches of packets that were dropped, since the packaging loop was behind.")
    /// Units that were given up.
    static let hlsLostUnits = Metric(
        .counter, "starling_hls_lost_units_total",
        "Pictures and sounds left out of HLS, since packets of theirs never came.")
}
