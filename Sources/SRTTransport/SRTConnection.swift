/// Names a connection of a port; no two of a process have the same name.
public struct SRTConnection: Hashable, Sendable {
    /// The library's number of it.
    let number: Int32
}
