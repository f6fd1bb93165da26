/// What is told of encoders that publish by other protocols than WebRTC.
extension Metric {
    /// The label of them all.
    private static let labels = ["protocol"]

    /// Those that publish.
    static let ingestPublishers = Metric(
        .gauge, "starling_ingest_publishers", labels: labels, "Encoders that publish, by what they speak.")
    /// Their connections.
    static let ingestConnections = Metric(
        .gauge, "starling_ingest_connections", labels: labels, "Connections of encoders that are open.")
    /// All there were.
    static let ingestAccepted = Metric(
        .counter, "starling_ingest_accepted_total", labels: labels, "Connections of encoders that were taken."
    )
    /// Those there was no room for.
    static let ingestTurnedAway = Metric(
        .counter, "starling_ingest_turned_away_total", labels: labels,
        "Connections of encoders there was no room for.")
    /// Those that were refused.
    static let ingestRefused = Metric(
        .counter, "starling_ingest_refused_total", labels: labels,
        "Encoders that were refused, for their key, their stream's name or their codec.")
    /// Those that failed.
    static let ingestFailed = Metric(
        .counter, "starling_ingest_failed_total", labels: labels,
        "Encoders that published and were ended: they fell silent, or what they sent was broken.")
    /// What came.
    static let ingestUnits = Metric(
        .counter, "starling_ingest_units_total", labels: labels,
        "Pictures and pieces of sound that came from encoders.")
    /// What was dropped.
    static let ingestDropped = Metric(
        .counter, "starling_ingest_dropped_units_total", labels: labels,
        "Of those such as were dropped, since the packaging or a media loop was behind.")
    /// How much came.
    static let ingestBytes = Metric(
        .counter, "starling_ingest_received_bytes_total", labels: labels, "Octets that came from encoders.")

    /// Those who read.
    static let srtReaders = Metric(.gauge, "starling_srt_readers", "Callers that read a stream by SRT.")
    /// What libsrt counted of packets.
    static let srtPackets = Metric(
        .counter, "starling_srt_packets_total", labels: ["state"],
        "Packets of SRT connections: received, lost at first, repeated, too late to be used, not decrypted; "
            + "sent, of which resent.")
    /// How much came.
    static let srtBytes = Metric(
        .counter, "starling_srt_received_bytes_total",
        "Octets that came by SRT, headers and repeats included.")
    /// How far the encoders are.
    static let srtRoundTrip = Metric(
        .gauge, "starling_srt_round_trip_seconds",
        "The way to an encoder and back by SRT, the longest of all.")
}
