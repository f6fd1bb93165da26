import Bytes

/// What tells whether H.264 pictures can be decoded: `frame_num`, `nal_ref_idc`, and how wide the former is.
///
/// `frame_num` counts the pictures that others need, modulo a power of two that the sequence parameters name (H.264
/// §7.4.3). A gap in it is a picture that is missed; a lost picture that leaves none was disposable. So a viewer that
/// lost a packet of such a one goes on, as its decoder would.
///
/// Heads are read as they stand. Emulation prevention (§7.4.1) cannot get into them: up to `frame_num` there are
/// never two octets of zero in a row with a third below 4.
struct H264Look: Sendable {
    /// How many bits `frame_num` has; 0 until sequence parameters were read.
    private var numberWidth = 0
    /// Whether each colour plane may be coded on its own, which the slice then names first.
    private var hasColourPlanes = false
    /// Whether `frame_num` may skip numbers.
    private var allowsGaps = false

    private static let nonIDRSlice: UInt8 = 1
    private static let idrSlice: UInt8 = 5
    private static let sequenceParameters: UInt8 = 7

    /// Adds what a payload says to what is known of its picture. Gives whether it has the beginning of a unit.
    mutating func look(at payload: RawSpan, _ facts: inout FrameFacts) -> Bool {
        guard let first = payload.byte(at: 0) else { return false }
        switch first & 0x1F {
        case 24: return lookAtAggregate(payload, &facts)
        case 28:
            guard let flags = payload.byte(at: 1), flags & 0x80 != 0 else { return false }
            note(flags & 0x1F, importance: first & 0x60, payload.extracting(2..<payload.byteCount), &facts)
        case let type: note(type, importance: first & 0x60, payload.extracting(1..<payload.byteCount), &facts)
        }
        return true
    }

    /// STAP-A (RFC 6184 §5.7.1).
    private mutating func lookAtAggregate(_ payload: RawSpan, _ facts: inout FrameFacts) -> Bool {
        var reader = ByteReader(payload)
        guard reader.skip(1) else { return false }
        while let size = reader.readUInt16(), let unit = reader.read(Int(size)) {
            guard let head = unit.byte(at: 0) else { continue }
            note(head & 0x1F, importance: head & 0x60, unit.extracting(1..<unit.byteCount), &facts)
        }
        return true
    }

    private mutating func note(
        _ type: UInt8, importance: UInt8, _ contents: RawSpan, _ facts: inout FrameFacts
    ) {
        switch type {
        case Self.sequenceParameters: readParameters(contents)
        case Self.idrSlice, Self.nonIDRSlice:
            if type == Self.idrSlice { facts.isKeyframe = true }
            facts.isDisposable = importance == 0
            readSlice(contents, &facts)
        default: break
        }
    }

    /// `seq_parameter_set_data()` up to the width of `frame_num` and whether it may skip (§7.3.2.1.1). Parameters with
    /// scaling lists, which no real-time encoder sends, leave it unknown.
    private mutating func readParameters(_ contents: RawSpan) {
        numberWidth = 0
        var bits = BitReader(contents)
        guard let profile = bits.read(8), bits.read(16) != nil, bits.readExpGolomb() != nil else { return }
        hasColourPlanes = false
        if Self.profilesWithChroma.contains(profile) {
            guard let chroma = bits.readExpGolomb() else { return }
            if chroma == 3 { hasColourPlanes = bits.readFlag() ?? false }
            guard bits.readExpGolomb() != nil, bits.readExpGolomb() != nil, bits.readFlag() != nil,
                bits.readFlag() == false
            else { return }
        }
        guard let width = bits.readExpGolomb(), width <= 12 else { return }
        numberWidth = Int(width) + 4
        allowsGaps = Self.readGapsFlag(&bits)
    }

    /// What stands between the two: how pictures are put in order of showing, and how many are referred to.
    private static func readGapsFlag(_ bits: inout BitReader) -> Bool {
        guard let order = bits.readExpGolomb() else { return false }
        if order == 0 { _ = bits.readExpGolomb() }
        if order == 1 {
            _ = bits.readFlag()
            guard bits.readExpGolomb() != nil, bits.readExpGolomb() != nil, let count = bits.readExpGolomb(),
                count < 256
            else { return false }
            for _ in 0..<count { _ = bits.readExpGolomb() }
        }
        _ = bits.readExpGolomb()
        return bits.readFlag() ?? false
    }

    /// §7.3.2.1.1: the profiles that tell their chroma format.
    private static let profilesWithChroma: Set<UInt32> = [
        44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244,
    ]

    /// `slice_header()` up to `frame_num` (§7.3.3).
    private func readSlice(_ contents: RawSpan, _ facts: inout FrameFacts) {
        var bits = BitReader(contents)
        guard numberWidth > 0, !allowsGaps, bits.readExpGolomb() != nil, bits.readExpGolomb() != nil,
            bits.readExpGolomb() != nil, !hasColourPlanes || bits.read(2) != nil,
            let number = bits.read(numberWidth)
        else { return }
        facts.naming = .counted
        facts.number = UInt16(truncatingIfNeeded: number)
        facts.numberWidth = UInt8(numberWidth)
    }
}
