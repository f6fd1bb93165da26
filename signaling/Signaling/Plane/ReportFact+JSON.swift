public import HTTP

extension ReportFact.Value: JSONWritable {
    /// Writes the value as what it is.
    public func write(to json: inout JSONText) {
        switch self {
        case .text(let text): json.append(text)
        case .number(let number): json.append(number)
        case .fraction(let fraction): json.append(fraction)
        case .flag(let flag): json.append(flag)
        case .list(let texts): json.append(texts)
        }
    }
}

extension JSONText {
    /// Writes a member that is an object with a member for each fact.
    mutating func member(_ name: String, _ facts: [ReportFact]) {
        member(name) { json in
            json.object { json in
                for fact in facts { json.member(fact.name, fact.value) }
            }
        }
    }
}
