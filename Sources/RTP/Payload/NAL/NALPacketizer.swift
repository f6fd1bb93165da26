import Bytes

/// Cuts the NAL units of a picture into payloads: small neighbours together, large ones in even parts.
struct NALPacketizer {
    /// Whose units they are.
    let codec: NALCodec
    /// The largest payload, in octets.
    let maximumByteCount: Int
    /// Whether units may be put together and taken apart. Without, each is one payload.
    let isInterleavable: Bool

    /// Adds the payloads of a picture, whose units are each behind their length in four octets. `false`, and
    /// nothing added, when the lengths do not fit the picture, or a unit that may not be cut is too large.
    func packetize(_ picture: RawSpan, into list: inout PayloadList) -> Bool {
        let start = list.count
        guard let units = units(of: picture) else { return false }
        var next = units[...]
        while let unit = next.first {
            let run = aggregate(next)
            if run.count > 1 {
                write(run, of: picture, into: &list)
            } else if unit.count <= maximumByteCount {
                list.write(picture.extracting(unit))
                list.endPayload()
            } else if isInterleavable {
                writeFragments(picture.extracting(unit), into: &list)
            } else {
                list.removeAll(from: start)
                return false
            }
            next = next.dropFirst(run.count)
        }
        return true
    }

    /// Where the units are. Units without a head, and those whose type would be taken for a payload's own, are
    /// left out: they may come from an encoder far away.
    private func units(of picture: RawSpan) -> [Range<Int>]? {
        var reader = ByteReader(picture)
        var units: [Range<Int>] = []
        while !reader.isAtEnd {
            guard let size = reader.readUInt32(), let unit = reader.read(Int(size)) else { return nil }
            guard unit.byteCount > codec.headByteCount, let first = unit.byte(at: 0),
                codec.isUnit(codec.type(of: first))
            else { continue }
            units.append((reader.offset - unit.byteCount)..<reader.offset)
        }
        return units
    }

    /// The units from the first on that fit together in one payload; at least the first.
    private func aggregate(_ units: ArraySlice<Range<Int>>) -> ArraySlice<Range<Int>> {
        var byteCount = codec.headByteCount
        let run = units.prefix { unit in
            byteCount += 2 + unit.count
            return byteCount <= maximumByteCount
        }
        return isInterleavable && !run.isEmpty ? run : units.prefix(1)
    }

    private func write(_ run: ArraySlice<Range<Int>>, of picture: RawSpan, into list: inout PayloadList) {
        writeAggregateHead(run, of: picture, into: &list)
        for unit in run {
            list.write(UInt16(truncatingIfNeeded: unit.count))
            list.write(picture.extracting(unit))
        }
        list.endPayload()
    }

    /// F is set when any unit has it. H.264 takes the highest NRI (RFC 6184 §5.7), H.265 the lowest layer and
    /// temporal id (RFC 7798 §4.4.2).
    private func writeAggregateHead(
        _ run: ArraySlice<Range<Int>>, of picture: RawSpan, into list: inout PayloadList
    ) {
        var forbidden: UInt8 = 0
        var importance: UInt8 = 0
        var layers = UInt16.max
        for unit in run {
            var reader = ByteReader(picture.extracting(unit))
            guard let first = reader.readUInt8(), let second = reader.readUInt8() else { continue }
            forbidden |= first & 0x80
            importance = max(importance, first & 0x60)
            layers = min(layers, UInt16(first & 0x01) << 8 | UInt16(second))
        }
        switch codec {
        case .h264: list.write(forbidden | importance | codec.aggregateType)
        case .h265: list.write(UInt16(forbidden | codec.aggregateType << 1) << 8 | layers)
        }
    }

    private func writeFragments(_ unit: RawSpan, into list: inout PayloadList) {
        var reader = ByteReader(unit)
        guard let head = reader.read(codec.headByteCount), let first = head.byte(at: 0) else { return }
        let split = EvenSplit(reader.remaining, limit: maximumByteCount - codec.headByteCount - 1)
        for index in 0..<split.count {
            guard let part = reader.read(split.byteCount(at: index)) else { return }
            let edges: UInt8 = (index == 0 ? 0x80 : 0) | (index == split.count - 1 ? 0x40 : 0)
            list.write(codec.retyped(first, as: codec.fragmentType))
            if let second = head.byte(at: 1) { list.write(second) }
            list.write(edges | codec.type(of: first))
            list.write(part)
            list.endPayload()
        }
    }
}
