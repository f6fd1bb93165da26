/// What encoders speak that do not speak WebRTC, as logs, metrics and the API name it.
enum EncoderProtocol: String, Sendable, CaseIterable {
    case rtmp, srt
}
