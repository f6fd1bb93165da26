import Bytes
import Media

/// Cuts AV1 temporal units into RTP payloads (AV1 RTP §4, §5).
///
/// Units of different layers never share a payload, so that a forwarder can drop layers. Within a layer the payloads
/// have one size or nearly: a length field here or there costs an octet or two.
public struct AV1Packetizer: Sendable {
    /// The largest payload, in octets.
    private let maximumByteCount: Int

    /// A packetizer for payloads of at most `maximumByteCount` octets, 64 or more.
    public init(maximumByteCount: Int) {
        precondition(maximumByteCount >= 64, "a payload has room for a header and some more")
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the payloads of a temporal unit, whose units have sizes, all but perhaps the last. `false`, and nothing
    /// added, when the sizes do not fit.
    ///
    /// A temporal unit that begins with a sequence header is taken for the first of a coded video sequence. Encoders
    /// that repeat it between keyframes must have it taken out first.
    public func packetize(_ temporalUnit: RawSpan, into list: inout PayloadList) -> Bool {
        var reader = ByteReader(temporalUnit)
        var units: [OBU] = []
        while !reader.isAtEnd {
            guard let unit = OBU(&reader) else { return false }
            if unit.isCarried { units.append(unit) }
        }
        var startsSequence = units.first?.type == OBU.sequenceHeader
        var rest = units[...]
        while !rest.isEmpty {
            let layer = Self.firstLayer(rest)
            var cutter = AV1PayloadCutter(Array(layer), limit: maximumByteCount - 1)
            while cutter.write(of: temporalUnit, startsSequence: startsSequence, into: &list) {
                startsSequence = false
            }
            rest = rest.dropFirst(layer.count)
        }
        return true
    }

    /// The units that may share payloads with the first: those without a layer, and then those of one.
    private static func firstLayer(_ units: ArraySlice<OBU>) -> ArraySlice<OBU> {
        let common = units.prefix { $0.layers == nil }
        guard let layer = units.dropFirst(common.count).first?.layers else { return common }
        let members = units.dropFirst(common.count).prefix { $0.layers == layer }
        return units.prefix(common.count + members.count)
    }
}
