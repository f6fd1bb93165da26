internal import CAVCodec

/// What libavcodec has to say by itself.
enum LibraryLog {
    /// Says nothing of it: of hostile media it would be without end.
    static func silence() { starling_av_silence() }
}
