internal import Media

/// `trak`: what one track is (ISO 14496-12 §8.3).
struct TrackBox {
    /// Its number in the file.
    var id: UInt32
    /// Whether it is of pictures, and how large these are, as 16.16 numbers.
    var isVideo: Bool
    var width: UInt32, height: UInt32
    /// Ticks a second of its samples.
    var timescale: UInt32
    /// How long it lasts, in ticks of the film and in its own; none where fragments follow.
    var filmDuration: UInt32 = 0, duration: UInt64 = 0

    init(id: UInt32, isVideo: Bool, width: UInt32, height: UInt32, timescale: UInt32) {
        self.id = id
        self.isVideo = isVideo
        self.width = width
        self.height = height
        self.timescale = timescale
    }

    /// A track without any sample.
    init(_ track: Track) {
        let size = track.configuration.pictureSize
        self.init(
            id: track.id, isVideo: track.isVideo, width: UInt32(size?.width ?? 0) << 16,
            height: UInt32(size?.height ?? 0) << 16, timescale: track.timescale)
    }

    /// Writes it; `edits` writes what comes before the media, and `tables` what is in `stbl`.
    func write(
        to moov: inout BoxWriter, edits: (inout BoxWriter) -> Void = { _ in },
        tables: (inout BoxWriter) -> Void
    ) {
        moov.box("trak") { trak in
            writeHeader(to: &trak)
            edits(&trak)
            trak.box("mdia") { mdia in
                writeMediaHeader(to: &mdia)
                writeHandler(to: &mdia)
                mdia.box("minf") { minf in
                    writeInformation(to: &minf)
                    minf.box("stbl", tables)
                }
            }
        }
    }

    /// What `stbl` has of a track whose samples are in fragments: what they are, and none.
    static func writeEmptyTables(of track: Track, to stbl: inout BoxWriter) {
        stbl.box("stsd", flags: 0) { stsd in
            stsd.write(1 as UInt32)
            SampleEntry.write(track.configuration, to: &stsd)
        }
        for table in ["stts", "stsc"] as [FourCC] { stbl.box(table, flags: 0) { $0.writeZeros(4) } }
        stbl.box("stsz", flags: 0) { $0.writeZeros(8) }
        stbl.box("stco", flags: 0) { $0.writeZeros(4) }
    }

    /// The matrix that changes nothing, as 16.16 and 2.30 numbers (§6.2.2).
    static func writeUnity(to box: inout BoxWriter) {
        for value: UInt32 in [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000] { box.write(value) }
    }

    /// §8.3.2: enabled, and part of the film.
    private func writeHeader(to trak: inout BoxWriter) {
        trak.box("tkhd", flags: 3) { box in
            box.writeZeros(8)
            box.write(id)
            box.writeZeros(4)
            box.write(filmDuration)
            // On the lowest layer, in no group of alternatives.
            box.writeZeros(8 + 4)
            box.write((isVideo ? 0 : 0x0100) as UInt16)
            box.writeZeros(2)
            Self.writeUnity(to: &box)
            box.write(width)
            box.write(height)
        }
    }

    /// Version 1: 64 bits of duration.
    private func writeMediaHeader(to mdia: inout BoxWriter) {
        mdia.box("mdhd", version: 1, flags: 0) { box in
            box.writeZeros(16)
            box.write(timescale)
            box.write(duration)
            // "und": three letters of five bits (§8.4.2.3).
            box.write(0x55C4 as UInt16)
            box.writeZeros(2)
        }
    }

    private func writeHandler(to mdia: inout BoxWriter) {
        mdia.box("hdlr", flags: 0) { box in
            box.writeZeros(4)
            box.write((isVideo ? "vide" as FourCC : "soun").value)
            box.writeZeros(12 + 1)
        }
    }

    private func writeInformation(to minf: inout BoxWriter) {
        if isVideo {
            minf.box("vmhd", flags: 1) { $0.writeZeros(8) }
        } else {
            minf.box("smhd", flags: 0) { $0.writeZeros(4) }
        }
        minf.box("dinf") { dinf in
            dinf.box("dref", flags: 0) { dref in
                dref.write(1 as UInt32)
                // Flag 1: the data are in the same file.
                dref.box("url ", flags: 1) { _ in }
            }
        }
    }
}
