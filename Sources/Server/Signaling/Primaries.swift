import Platform
import Synchronization

/// Which participant's stream the name of a stage stands for, for any loop to ask: viewers over WHEP and of HLS ask for a
/// stage by its name, and get its primary host.
final class Primaries: Sendable {
    /// The streams, by stage.
    private let streams = Mutex<[StreamName: StreamName]>([:])

    /// The stream that a name stands for.
    func stream(of name: StreamName) -> StreamName {
        streams.withLock { $0[name] ?? name }
    }

    /// A stage's name stands for another stream from now on, or for its own.
    func set(_ stream: StreamName?, of stage: StreamName) {
        streams.withLock { $0[stage] = stream }
    }
}
