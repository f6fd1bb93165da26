import Bytes

/// Puts the NAL units of one picture together from payloads, each behind its length in four octets.
///
/// Invariants:
/// 1. `bytes` is a list of whole units, and behind them the fragments so far when `openUnit` is set.
/// 2. Once `isBroken`, nothing is added until `reset`.
struct NALAssembler {
    /// Whose units they are.
    private let codec: NALCodec
    /// The most octets a picture may have.
    private let maximumByteCount: Int
    /// The units, each behind its length.
    private var bytes: [UInt8] = []
    /// Where the length of the unit is whose fragments are being gathered.
    private var openUnit: Int?
    /// Whether a payload was refused, so that the picture cannot be whole.
    private var isBroken = false

    init(_ codec: NALCodec, maximumByteCount: Int) {
        self.codec = codec
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the next payload; `false` when it cannot be right, which spoils the picture.
    mutating func append(_ payload: RawSpan) -> Bool {
        // Each payload adds at most a length to a unit, and one of n octets has at most n units.
        guard !isBroken, bytes.count + 5 * payload.byteCount <= maximumByteCount, add(payload) else {
            isBroken = true
            return false
        }
        return true
    }

    /// The picture, when it is whole; the assembler is empty then in any case.
    mutating func finish() -> [UInt8]? {
        defer { reset() }
        return isBroken || openUnit != nil || bytes.isEmpty ? nil : bytes
    }

    /// Forgets what was gathered.
    mutating func reset() {
        bytes = []
        openUnit = nil
        isBroken = false
    }

    private mutating func add(_ payload: RawSpan) -> Bool {
        guard let first = payload.byte(at: 0), payload.byteCount >= codec.headByteCount else { return false }
        switch codec.type(of: first) {
        case codec.fragmentType: return addFragment(payload)
        case codec.aggregateType: return addAggregate(payload)
        default: return addUnit(payload)
        }
    }

    private mutating func addUnit(_ unit: RawSpan) -> Bool {
        guard openUnit == nil, unit.byteCount >= codec.headByteCount, let first = unit.byte(at: 0),
            codec.isUnit(codec.type(of: first))
        else { return false }
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: unit.byteCount))
        bytes.append(unit)
        return true
    }

    /// RFC 6184 §5.7.1, RFC 7798 §4.4.2: at least one unit, each behind its size in two octets.
    private mutating func addAggregate(_ payload: RawSpan) -> Bool {
        var reader = ByteReader(payload)
        guard reader.skip(codec.headByteCount), !reader.isAtEnd else { return false }
        while !reader.isAtEnd {
            guard let size = reader.readUInt16(), let unit = reader.read(Int(size)), addUnit(unit) else {
                return false
            }
        }
        return true
    }

    /// RFC 6184 §5.8, RFC 7798 §4.4.3. The first fragment's head and the payload's make the unit's head.
    ///
    /// Deviation: both RFCs forbid a fragment that is first and last at once. Nothing is lost by reading it.
    private mutating func addFragment(_ payload: RawSpan) -> Bool {
        var reader = ByteReader(payload)
        guard let head = reader.read(codec.headByteCount), let flags = reader.readUInt8(), !reader.isAtEnd
        else {
            return false
        }
        let isFirst = flags & 0x80 != 0
        guard isFirst == (openUnit == nil) else { return false }
        if isFirst, let first = head.byte(at: 0) {
            guard codec.isUnit(flags & codec.fragmentTypeMask) else { return false }
            openUnit = bytes.count
            bytes.append(bigEndian: 0 as UInt32)
            bytes.append(codec.retyped(first, as: flags & codec.fragmentTypeMask))
            if let second = head.byte(at: 1) { bytes.append(second) }
        }
        bytes.append(reader.rest)
        if flags & 0x40 != 0 { closeUnit() }
        return true
    }

    private mutating func closeUnit() {
        guard let start = openUnit else { return }
        let byteCount = UInt32(truncatingIfNeeded: bytes.count - start - 4)
        var written = bytes.mutableBytes
        _ = written.store(byteCount, at: start)
        openUnit = nil
    }
}
