/// What a participant's picture is of, as messages say it.
enum VideoSource: String, Hashable, Sendable, CaseIterable {
    case camera
    case screen
}
