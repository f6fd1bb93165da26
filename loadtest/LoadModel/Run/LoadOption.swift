internal import Timing

/// One option of the command line.
struct LoadOption: Sendable {
    /// A place in the options that a value goes to.
    typealias Place<Value> = WritableKeyPath<LoadOptions, Value> & Sendable

    /// What it is called.
    let name: String
    /// What it takes, for help and mistakes.
    let meaning: String
    /// What it is for.
    let purpose: String
    /// Reads a value; `false` when it makes no sense.
    let take: @Sendable (_ text: String, _ options: inout LoadOptions) -> Bool

    /// An option of some kind.
    init(
        _ name: String, _ meaning: String, _ purpose: String,
        take: @escaping @Sendable (_ text: String, _ options: inout LoadOptions) -> Bool
    ) {
        self.name = name
        self.meaning = meaning
        self.purpose = purpose
        self.take = take
    }

    /// A whole number within bounds.
    static func number(
        _ name: String, _ purpose: String, _ place: any Place<Int>, in range: ClosedRange<Int> = 0...1_000_000
    ) -> LoadOption {
        LoadOption(name, "a number from \(range.lowerBound) to \(range.upperBound)", purpose) {
            text, options in
            guard let number = Int(text), range.contains(number) else { return false }
            options[keyPath: place] = number
            return true
        }
    }

    /// `10s`, `500ms`, `2m`.
    static func time(_ name: String, _ purpose: String, _ place: any Place<Duration>) -> LoadOption {
        LoadOption(name, "a time such as 10s or 500ms", purpose) { text, options in
            let digits = text.prefix { $0.isNumber || $0 == "." }
            let units: [Substring: Double] = ["ms": 1e6, "s": 1e9, "m": 60e9]
            guard let number = Double(digits), let unit = units[text[digits.endIndex...]],
                number * unit < 1e15
            else { return false }
            options[keyPath: place] = .nanoseconds(Int64(number * unit))
            return true
        }
    }

    /// `2500000`, `2500k`, `2.5M`.
    static func rate(_ name: String, _ purpose: String, _ place: any Place<Int>) -> LoadOption {
        LoadOption(name, "bits a second such as 500k or 2.5M", purpose) { text, options in
            let factor = text.hasSuffix("M") ? 1e6 : text.hasSuffix("k") ? 1e3 : 1
            let digits = factor == 1 ? text[...] : text.dropLast()
            guard let number = Double(digits), (0...1e9).contains(number * factor) else { return false }
            options[keyPath: place] = Int(number * factor)
            return true
        }
    }

    /// A URL, and with it one peer, unless there is another word on how many.
    static func url(
        _ name: String, _ purpose: String, _ place: any Place<ServerURL?>,
        schemes: [ServerURL.Scheme] = [.http, .https]
    ) -> LoadOption {
        let names = schemes.map(\.rawValue).joined(separator: " or ")
        return LoadOption(name, "a URL of \(names)", purpose) { text, options in
            guard let url = ServerURL(text), schemes.contains(url.scheme) else { return false }
            options[keyPath: place] = url
            return true
        }
    }

    /// `yes` or `no`.
    static func choice(_ name: String, _ purpose: String, _ place: any Place<Bool>) -> LoadOption {
        LoadOption(name, "yes or no", purpose) { text, options in
            options[keyPath: place] = text == "yes"
            return text == "yes" || text == "no"
        }
    }
}
