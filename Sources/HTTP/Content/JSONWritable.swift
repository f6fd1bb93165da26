/// A value that has a JSON text.
public protocol JSONWritable {
    /// Writes exactly one JSON value.
    func write(to json: inout JSONText)
}

extension String: JSONWritable {
    /// Writes a JSON string.
    public func write(to json: inout JSONText) { json.string(self) }
}

extension Bool: JSONWritable {
    /// Writes `true` or `false`.
    public func write(to json: inout JSONText) { json.literal(self ? "true" : "false") }
}

extension JSONWritable where Self: FixedWidthInteger {
    /// Writes a whole number. Readers that use doubles lose digits above 2^53 (RFC 8259 §6).
    public func write(to json: inout JSONText) { json.literal(String(self)) }
}

extension Int: JSONWritable {}
extension Int32: JSONWritable {}
extension Int64: JSONWritable {}
extension UInt16: JSONWritable {}
extension UInt32: JSONWritable {}
extension UInt64: JSONWritable {}

extension Double: JSONWritable {
    /// Writes a number that reads back as the same double. JSON has no infinity and no NaN (RFC 8259 §6): `null`.
    public func write(to json: inout JSONText) {
        guard isFinite else { return json.null() }
        json.literal(description)
    }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    /// Writes the value, or `null`.
    public func write(to json: inout JSONText) {
        guard let self else { return json.null() }
        self.write(to: &json)
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    /// Writes an array of the elements.
    public func write(to json: inout JSONText) {
        json.array { json in
            for element in self { json.append(element) }
        }
    }
}
