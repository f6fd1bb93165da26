internal import Media

/// `trak`: what one track is, without any sample of it (ISO 14496-12 §8.3).
enum TrackBox {
    static func write(_ track: Track, to moov: inout BoxWriter) {
        moov.box("trak") { trak in
            writeHeader(track, to: &trak)
            trak.box("mdia") { mdia in
                writeMediaHeader(track, to: &mdia)
                writeHandler(track, to: &mdia)
                mdia.box("minf") { writeInformation(track, to: &$0) }
            }
        }
    }

    /// The matrix that changes nothing, as 16.16 and 2.30 numbers (§6.2.2).
    static func writeUnity(to box: inout BoxWriter) {
        for value: UInt32 in [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000] { box.write(value) }
    }

    /// §8.3.2: enabled, and part of the film.
    private static func writeHeader(_ track: Track, to trak: inout BoxWriter) {
        trak.box("tkhd", flags: 3) { box in
            box.writeZeros(8)
            box.write(track.id)
            // Of no length, on the lowest layer, in no group of alternatives.
            box.writeZeros(4 + 4 + 8 + 4)
            box.write((track.isVideo ? 0 : 0x0100) as UInt16)
            box.writeZeros(2)
            writeUnity(to: &box)
            let size = track.configuration.pictureSize
            box.write(UInt32(size?.width ?? 0) << 16)
            box.write(UInt32(size?.height ?? 0) << 16)
        }
    }

    private static func writeMediaHeader(_ track: Track, to mdia: inout BoxWriter) {
        mdia.box("mdhd", flags: 0) { box in
            box.writeZeros(8)
            box.write(track.timescale)
            box.write(0 as UInt32)
            // "und": three letters of five bits (§8.4.2.3).
            box.write(0x55C4 as UInt16)
            box.writeZeros(2)
        }
    }

    private static func writeHandler(_ track: Track, to mdia: inout BoxWriter) {
        mdia.box("hdlr", flags: 0) { box in
            box.writeZeros(4)
            box.write((track.isVideo ? "vide" as FourCC : "soun").value)
            box.writeZeros(12 + 1)
        }
    }

    private static func writeInformation(_ track: Track, to minf: inout BoxWriter) {
        if track.isVideo {
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
        minf.box("stbl") { stbl in
            stbl.box("stsd", flags: 0) { stsd in
                stsd.write(1 as UInt32)
                SampleEntry.write(track.configuration, to: &stsd)
            }
            for table in ["stts", "stsc"] as [FourCC] { stbl.box(table, flags: 0) { $0.writeZeros(4) } }
            stbl.box("stsz", flags: 0) { $0.writeZeros(8) }
            stbl.box("stco", flags: 0) { $0.writeZeros(4) }
        }
    }
}
