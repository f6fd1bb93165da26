internal import Bytes

extension ReportFact: WireValue {
    init?(from reader: inout ByteReader) {
        guard let name = String(from: &reader), let value = Value(from: &reader) else { return nil }
        self.init(name, value)
    }

    func write(to bytes: inout [UInt8]) {
        name.write(to: &bytes)
        value.write(to: &bytes)
    }
}

extension ReportFact.Value: WireValue {
    init?(from reader: inout ByteReader) {
        let value: Self? =
            switch reader.readUInt8() {
            case 0: String(from: &reader).map { .text($0) }
            case 1: Int(from: &reader).map { .number($0) }
            case 2: Double(from: &reader).map { .fraction($0) }
            case 3: Bool(from: &reader).map { .flag($0) }
            case 4: [String](from: &reader).map { .list($0) }
            default: nil
            }
        guard let value else { return nil }
        self = value
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text):
            bytes.append(0)
            text.write(to: &bytes)
        case .number(let number):
            bytes.append(1)
            number.write(to: &bytes)
        case .fraction(let fraction):
            bytes.append(2)
            fraction.write(to: &bytes)
        case .flag(let flag):
            bytes.append(3)
            flag.write(to: &bytes)
        case .list(let texts):
            bytes.append(4)
            texts.write(to: &bytes)
        }
    }
}
