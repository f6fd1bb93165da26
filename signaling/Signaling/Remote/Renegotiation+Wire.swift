internal import Bytes
internal import Platform

extension Renegotiation: WireValue {
    init?(from reader: inout ByteReader) {
        let step: Self? =
            switch reader.readUInt8() {
            case 0: Self.offer(from: &reader)
            case 1: [String](from: &reader).map { .end(mids: $0) }
            case 2: String(from: &reader).map { .answer($0) }
            case 3: [String](from: &reader).map { .silence(mids: $0) }
            default: nil
            }
        guard let step else { return nil }
        self = step
    }

    private static func offer(from reader: inout ByteReader) -> Self? {
        guard let offer = String(from: &reader), let feeds = [String: StreamName](from: &reader) else {
            return nil
        }
        return .offer(offer, feeds: feeds)
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .offer(let offer, let feeds):
            bytes.append(0)
            offer.write(to: &bytes)
            feeds.write(to: &bytes)
        case .end(let mids):
            bytes.append(1)
            mids.write(to: &bytes)
        case .answer(let answer):
            bytes.append(2)
            answer.write(to: &bytes)
        case .silence(let mids):
            bytes.append(3)
            mids.write(to: &bytes)
        }
    }
}
