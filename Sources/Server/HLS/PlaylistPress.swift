import Bytes
import HTTP

/// Makes playlists what is sent, plain and packed; one for all streams of a loop.
final class PlaylistPress {
    /// Packs.
    private var gzip = Gzip()

    /// RFC 8216bis §4.
    static let playlist = "application/vnd.apple.mpegurl"
    /// ISO/IEC 23009-1 Annex C.
    static let manifest = "application/dash+xml"

    /// A playlist or a manifest, for as long as it may be kept.
    func page(_ text: String, as type: String = playlist, cache: CachePolicy) -> Representation {
        Representation(
            type: type, bytes: ByteSlice(SharedBytes(text)), cache: cache, packedBy: &gzip)
    }
}
