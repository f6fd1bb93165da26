internal import Packaging

/// A playlist that was loaded, and what it says.
struct LoadedPlaylist {
    /// Its octets.
    let bytes: [UInt8]
    /// What they say.
    let content: ReadPlaylist

    /// Reads it.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        content = ReadPlaylist(String(decoding: bytes, as: UTF8.self))
    }
}
