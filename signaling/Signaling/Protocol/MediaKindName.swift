/// Audio or video, as messages say it.
enum MediaKindName: String, Hashable, Sendable, CaseIterable {
    case audio
    case video
}
