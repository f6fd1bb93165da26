import SRTTransport

/// What the packaging loop is told by other loops, batches and relay messages left out.
enum HLSLetter: Sendable {
    /// A player asks.
    case asked(HLSQuestion)
    /// The operator wants a recording to begin or to end.
    case recording(RecordingCommand)
    /// The operator marks a moment.
    case marked(MarkerCommand)
    /// A publisher of a stream has begun.
    case published(String)
    /// Somebody reads a stream by SRT, or does no more.
    case reader(String, SRTReader)
    case readerWent(String, SRTConnection)
    /// Units of a feed came.
    case units(UnitLetter)
}
