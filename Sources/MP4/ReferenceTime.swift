internal import Bytes

/// When, by a wall clock, the sample of a media time was captured: what `prft` says (ISO 14496-12 §8.16.5).
public struct ReferenceTime: Hashable, Sendable {
    /// Which track's clock.
    public let track: UInt32
    /// The moment as NTP writes it.
    public let ntpTime: UInt64
    /// The media time, in ticks of the track's clock.
    public let mediaTime: UInt64

    /// The pair of both.
    public init(track: UInt32, ntpTime: UInt64, mediaTime: UInt64) {
        self.track = track
        self.ntpTime = ntpTime
        self.mediaTime = mediaTime
    }

    /// Reads what is in the box; version 0 has a media time of 32 bits.
    init?(_ contents: RawSpan) {
        var reader = ByteReader(contents)
        guard let head = reader.readUInt32(), let track = reader.readUInt32(), let ntp = reader.readUInt64(),
            let time = head >> 24 == 0 ? reader.readUInt32().map({ UInt64($0) }) : reader.readUInt64()
        else { return nil }
        self.init(track: track, ntpTime: ntp, mediaTime: time)
    }

    /// Writes the box. Flags 24: the time of capture.
    func write(to writer: inout BoxWriter) {
        writer.box("prft", version: 1, flags: 24) { box in
            box.write(track)
            box.write(ntpTime)
            box.write(mediaTime)
        }
    }
}
