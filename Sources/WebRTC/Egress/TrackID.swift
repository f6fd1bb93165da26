/// One stream that goes to one peer, in the table of an outbox.
public struct TrackID: Hashable, Sendable {
    /// Its row.
    let row: Int32
}
