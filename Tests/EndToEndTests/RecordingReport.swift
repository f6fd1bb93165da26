/// What aiortc received, by what ffmpeg decoded of it.
struct RecordingReport: Decodable, Sendable {
    /// How many frames were sent, or waited for.
    let sent: Int
    /// How many access units came.
    let received: Int
    /// What they were said to be.
    let codec: String?
    /// How many frames ffmpeg decoded, and of what size.
    let decoded: Int
    let width: Int
    let height: Int
    /// What ffmpeg said against them.
    let complaints: String
    /// How much sound came, at 48 kHz a channel, and how loud it was at its loudest.
    let audioSamples: Int
    let audioPeak: Int
}
