internal import Bytes

extension MediaRefusal: WireValue {
    init?(from reader: inout ByteReader) {
        let refusal: Self? =
            switch reader.readUInt8() {
            case 0: String(from: &reader).map { .malformed(reason: $0) }
            case 1: Self.noCommonCodec(from: &reader)
            case 2: String(from: &reader).map { .unacceptable(reason: $0) }
            case 3: .streamHasPublisher
            case 4: Duration(from: &reader).map { .noPublisher(retryAfter: $0) }
            case 5: .unknownSession
            case 6: .staleTag
            case 7: Self.full(from: &reader)
            case 8: Duration(from: &reader).map { .draining(retryAfter: $0) }
            case 9: Duration(from: &reader).map { .unreachable(retryAfter: $0) }
            case 10: .glare
            default: nil
            }
        guard let refusal else { return nil }
        self = refusal
    }

    private static func noCommonCodec(from reader: inout ByteReader) -> Self? {
        guard let kind = String(from: &reader), let offered = [String](from: &reader),
            let supported = [String](from: &reader)
        else { return nil }
        return .noCommonCodec(kind: kind, offered: offered, supported: supported)
    }

    private static func full(from reader: inout ByteReader) -> Self? {
        guard let limit = Int(from: &reader), let wait = Duration(from: &reader) else { return nil }
        return .full(limit: limit, retryAfter: wait)
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .malformed(let reason): Self.write(0, reason, to: &bytes)
        case .noCommonCodec(let kind, let offered, let supported):
            Self.write(1, kind, to: &bytes)
            offered.write(to: &bytes)
            supported.write(to: &bytes)
        case .unacceptable(let reason): Self.write(2, reason, to: &bytes)
        case .streamHasPublisher: bytes.append(3)
        case .noPublisher(let wait): Self.write(4, wait, to: &bytes)
        case .unknownSession: bytes.append(5)
        case .staleTag: bytes.append(6)
        case .full(let limit, let wait):
            Self.write(7, limit, to: &bytes)
            wait.write(to: &bytes)
        case .draining(let wait): Self.write(8, wait, to: &bytes)
        case .unreachable(let wait): Self.write(9, wait, to: &bytes)
        case .glare: bytes.append(10)
        }
    }

    private static func write(_ kind: UInt8, _ value: some WireValue, to bytes: inout [UInt8]) {
        bytes.append(kind)
        value.write(to: &bytes)
    }
}
