import Bytes

/// What all sessions of one loop have in common.
public final class SessionSetting {
    /// Who answers.
    public let service: any Service
    /// Bounds on sizes and times; a change holds for sessions that begin later.
    public var limits: Limits
    /// The `date` of every answer; the owner sets it as time goes by.
    public let date: DateField
    /// Where responders send their actions.
    public let sink: any ResponseSink
    /// Who counts.
    public let observer: any SessionObserver
    /// What a session that has not spoken yet has to send: nothing, in a queue for all of them.
    let silence = OutboundQueue()

    /// The setting of a loop.
    public init(
        service: any Service, limits: Limits = Limits(), date: DateField, sink: any ResponseSink,
        observer: any SessionObserver
    ) {
        self.service = service
        self.limits = limits
        self.date = date
        self.sink = sink
        self.observer = observer
    }
}
