/// What a player reads before the first fragment: `ftyp` and a `moov` without samples (ISO 14496-12 §8.1, RFC 8216bis
/// §3.1.2).
///
///     ftyp
///     moov ─ mvhd, trak (one a track), mvex ─ trex (one a track)
///     trak ─ tkhd, mdia ─ mdhd, hdlr, minf ─ vmhd or smhd, dinf, stbl
public enum InitializationSegment {
    /// The octets for these tracks.
    ///
    /// Deviation: no edit list for Opus (Opus in ISO BMFF §4.4 asks for one). A live stream is joined somewhere in the
    /// middle, nothing of its timeline is priming, and an edit would move the sound against the picture.
    public static func bytes(for tracks: [Track]) -> [UInt8] {
        var writer = BoxWriter()
        writer.box("ftyp") { box in
            // iso6: fragments address their data by themselves, and tfdt is there.
            box.write(("iso6" as FourCC).value)
            box.write(0 as UInt32)
            for brand in ["iso6", "cmfc", "dash", "mp41"] as [FourCC] { box.write(brand.value) }
        }
        writer.box("moov") { moov in
            MovieHeader.write(nextTrack: (tracks.map(\.id).max() ?? 0) + 1, to: &moov)
            for track in tracks {
                TrackBox(track).write(to: &moov) { TrackBox.writeEmptyTables(of: track, to: &$0) }
            }
            moov.box("mvex") { mvex in
                for track in tracks { writeDefaults(of: track, to: &mvex) }
            }
        }
        return writer.bytes
    }

    /// §8.8.3: each fragment tells all that it could leave to these.
    private static func writeDefaults(of track: Track, to mvex: inout BoxWriter) {
        mvex.box("trex", flags: 0) { box in
            box.write(track.id)
            box.write(1 as UInt32)
            box.writeZeros(12)
        }
    }
}
