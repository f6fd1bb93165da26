internal import Bytes
internal import Platform

extension PlaneAnswer: WireValue {
    init?(from reader: inout ByteReader) {
        let answer: Self? =
            switch reader.readUInt8() {
            case 0: Result<SessionAnswer, MediaRefusal>(from: &reader).map { .opened($0) }
            case 1: Result<FragmentAnswer, MediaRefusal>(from: &reader).map { .updated($0) }
            case 2: MediaRefusal?(from: &reader).map { .closed($0) }
            case 3: [SessionReport](from: &reader).map { .sessions($0) }
            case 4: SessionReport?(from: &reader).map { .session($0) }
            case 5: [StreamReport](from: &reader).map { .streams($0) }
            case 6: [StreamName: UInt8](from: &reader).map { .loudness($0) }
            case 7: Result<[VideoReport], MediaRefusal>(from: &reader).map { .chosen($0) }
            case 8: [SessionID: [VideoReport]](from: &reader).map { .videos($0) }
            case 9: Result<String?, MediaRefusal>(from: &reader).map { .renegotiated($0) }
            case 10: .named
            case 11: MediaRefusal?(from: &reader).map { .entitled($0) }
            default: nil
            }
        guard let answer else { return nil }
        self = answer
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .opened(let result):
            bytes.append(0)
            result.write(to: &bytes)
        case .updated(let result):
            bytes.append(1)
            result.write(to: &bytes)
        case .closed(let refusal):
            bytes.append(2)
            refusal.write(to: &bytes)
        case .sessions(let reports):
            bytes.append(3)
            reports.write(to: &bytes)
        case .session(let report):
            bytes.append(4)
            report.write(to: &bytes)
        case .streams(let reports):
            bytes.append(5)
            reports.write(to: &bytes)
        case .loudness(let levels):
            bytes.append(6)
            levels.write(to: &bytes)
        case .chosen(let result):
            bytes.append(7)
            result.write(to: &bytes)
        case .videos(let videos):
            bytes.append(8)
            videos.write(to: &bytes)
        case .named: bytes.append(10)
        case .entitled(let refusal):
            bytes.append(11)
            refusal.write(to: &bytes)
        case .renegotiated(let result):
            bytes.append(9)
            result.write(to: &bytes)
        }
    }
}

extension Result: WireValue where Success: WireValue, Failure: WireValue {
    init?(from reader: inout ByteReader) {
        guard let isSuccess = Bool(from: &reader) else { return nil }
        let result: Self? =
            isSuccess
            ? Success(from: &reader).map { .success($0) } : Failure(from: &reader).map { .failure($0) }
        guard let result else { return nil }
        self = result
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .success(let value):
            true.write(to: &bytes)
            value.write(to: &bytes)
        case .failure(let error):
            false.write(to: &bytes)
            error.write(to: &bytes)
        }
    }
}
