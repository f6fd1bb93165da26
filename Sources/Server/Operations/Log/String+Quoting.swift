extension String {
    /// The text, quoted when it is empty or a reader could not tell where it ends, and with everything escaped
    /// that could break a line, move a terminal's cursor or turn the reading direction.
    ///
    /// A name that comes from a network must not be able to forge a second line or clear the operator's screen.
    var quotedWhereNeeded: String {
        let isPlain =
            !isEmpty && unicodeScalars.allSatisfy { $0.isHarmless && !" \"=\\".unicodeScalars.contains($0) }
        return isPlain ? self : quoted
    }

    /// The text between quotes, with everything escaped as `quotedWhereNeeded` says.
    var quoted: String {
        "\"" + unicodeScalars.map(\.escapedInQuotes).joined() + "\""
    }

    /// At most `limit` scalars of the text; a longer one ends in `…`. Scalars and not characters, since one
    /// character may be any number of them.
    func shortened(to limit: Int) -> String {
        guard utf8.count > limit, unicodeScalars.count > limit else { return self }
        return String(unicodeScalars.prefix(limit - 1)) + "…"
    }
}

extension Unicode.Scalar {
    /// Whether it neither ends a line, nor speaks to a terminal, nor hides or reorders what stands beside it.
    var isHarmless: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            false
        default: true
        }
    }

    /// The scalar as it stands between double quotes.
    fileprivate var escapedInQuotes: String {
        switch self {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: isHarmless ? String(self) : "\\u{\(String(value, radix: 16))}"
        }
    }
}
