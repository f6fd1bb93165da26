internal import Bytes

extension AMFValue {
    /// Adds the value as AMF 0 writes it. Texts are ours, and short.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .number(let number):
            bytes.append(0)
            bytes.append(bigEndian: number.bitPattern)
        case .boolean(let flag): bytes += [1, flag ? 1 : 0]
        case .string(let text):
            bytes.append(2)
            Self.write(text, to: &bytes)
        case .object(let members):
            bytes.append(3)
            for member in members {
                Self.write(member.name, to: &bytes)
                member.value.write(to: &bytes)
            }
            bytes += [0, 0, 9]
        case .null: bytes.append(5)
        case .undefined: bytes.append(6)
        case .array(let values):
            bytes.append(10)
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: values.count))
            for value in values { value.write(to: &bytes) }
        case .date(let time):
            bytes.append(11)
            bytes.append(bigEndian: time.bitPattern)
            bytes += [0, 0]
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        let octets = Array(text.utf8.prefix(Int(UInt16.max)))
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: octets.count))
        bytes += octets
    }
}
