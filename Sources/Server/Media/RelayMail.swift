import SFU

/// A message of one shard to another.
struct RelayMail: Sendable {
    /// The number of the shard that sent it.
    let sender: Int
    /// What it says.
    let message: RelayMessage
}
