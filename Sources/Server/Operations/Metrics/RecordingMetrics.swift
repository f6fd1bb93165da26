/// What is told of recordings.
extension Metric {
    /// Recordings that are being made.
    static let openRecordings = Metric(
        .gauge, "starling_recordings_open", "Recordings that are being made.")
    /// Those of which nothing can be written.
    static let failingRecordings = Metric(
        .gauge, "starling_recordings_failing",
        "Recordings that lose media now: the disk is full, too slow or refuses it.")
    /// All there are.
    static let recordings = Metric(.gauge, "starling_recordings", "Recordings there are.")
    /// What they take.
    static let recordingBytes = Metric(
        .gauge, "starling_recordings_bytes", "What all recordings take on disk.")
    /// What was written.
    static let recordedBytes = Metric(
        .counter, "starling_recorded_bytes_total", "Media written to recordings.")
    /// What waits.
    static let recordingBacklog = Metric(
        .gauge, "starling_recording_backlog_bytes", "Media that waits to be written to recordings.")
    /// What is missing.
    static let recordingLosses = Metric(
        .counter, "starling_recording_lost_parts_total", labels: ["reason"],
        "Parts left out of recordings, by reason: no room, a slow disk, a disk that failed, and those up to the next keyframe."
    )
}
