extension LayerChoice {
    /// Reads the fields that WHEP and `/ws` have alike.
    init(layer: String?, _ fields: MessageFields) throws(MessageMistake) {
        self.init(
            layer: layer,
            maximumWidth: try fields.whole(ifPresent: "maxWidth", in: 1...Self.largestSize),
            maximumHeight: try fields.whole(ifPresent: "maxHeight", in: 1...Self.largestSize),
            isPaused: try fields.flag(ifPresent: "paused") ?? false,
            priority: try fields.whole(ifPresent: "priority", in: 1...Self.highestPriority) ?? 1)
    }
}
