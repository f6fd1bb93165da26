public import HTTP
public import Runtime

extension ServerSession: StreamCore {
    /// How the connection shall close: an answer that was broken off must not look complete.
    public var ending: StreamEnding? {
        end.map { $0 == .aborted ? .reset : .orderly }
    }
}
