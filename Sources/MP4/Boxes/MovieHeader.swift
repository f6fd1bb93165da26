/// `mvhd`: what a whole film is (ISO 14496-12 §8.2.2).
enum MovieHeader {
    /// Ticks of its times in a second: a tenth of a millisecond, so that 32 bits are five days.
    static let timescale: UInt32 = 10_000

    /// Writes it; of no length where fragments follow, since it says nothing of these.
    static func write(duration: UInt32 = 0, nextTrack: UInt32, to moov: inout BoxWriter) {
        moov.box("mvhd", flags: 0) { box in
            box.writeZeros(8)
            box.write(timescale)
            box.write(duration)
            // Usual speed and volume.
            box.write(0x0001_0000 as UInt32)
            box.write(0x0100 as UInt16)
            box.writeZeros(10)
            TrackBox.writeUnity(to: &box)
            box.writeZeros(24)
            box.write(nextTrack)
        }
    }
}
