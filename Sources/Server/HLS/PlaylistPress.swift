import Bytes
import HTTP

/// Makes playlists what is sent, plain and packed; one for all streams of a loop.
final class PlaylistPress {
    /// Packs.
    private var gzip = Gzip()

    /// RFC 8216bis §4.
    private static let type = "application/vnd.apple.mpegurl"

    /// A playlist, for as long as it may be kept.
    func page(_ text: String, cache: CachePolicy) -> Representation {
        Representation(
            type: Self.type, bytes: ByteSlice(SharedBytes(text)), cache: cache, packedBy: &gzip)
    }
}
