/// What is told of encoders that publish by other protocols than WebRTC.
extension Metric {
    /// Those that publish.
    static let ingestPublishers = Metric(
        .gauge, "starling_ingest_publishers", "Encoders that publish by RTMP.")
    /// Their connections.
    static let ingestConnections = Metric(
        .gauge, "starling_ingest_connections", "RTMP connections that are open.")
    /// All there were.
    static let ingestAccepted = Metric(
        .counter, "starling_ingest_accepted_total", "RTMP connections that were taken.")
    /// Those there was no room for.
    static let ingestTurnedAway = Metric(
        .counter, "starling_ingest_turned_away_total", "RTMP connections there was no room for.")
    /// Those that were refused.
    static let ingestRefused = Metric(
        .counter, "starling_ingest_refused_total",
        "Encoders that were refused, for their key, their stream's name or their codec.")
    /// Those that failed.
    static let ingestFailed = Metric(
        .counter, "starling_ingest_failed_total",
        "Encoders that published and were ended: they fell silent, or what they sent was broken.")
    /// What came.
    static let ingestUnits = Metric(
        .counter, "starling_ingest_units_total", "Pictures and pieces of sound that came by RTMP.")
    /// What was dropped.
    static let ingestDropped = Metric(
        .counter, "starling_ingest_dropped_units_total",
        "Of those such as were dropped, since the packaging or a media loop was behind.")
    /// How much came.
    static let ingestBytes = Metric(
        .counter, "starling_ingest_received_bytes_total", "Octets that came by RTMP.")
}
