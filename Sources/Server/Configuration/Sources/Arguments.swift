/// What the command line says: what to do, where the file is, and values.
///
/// `--key value` and `--key=value` mean the same; a key that is on or off is `--key` or `--no-key`.
struct Arguments: Sendable {
    /// What to do. The first word may name it; `serve` is what nobody needs to write.
    enum Command: String, CaseIterable, Sendable {
        case serve
        case help = "--help"
        case version = "--version"

        /// The command that is asked for by a flag.
        fileprivate init?(flag: String) {
            self.init(rawValue: flag == "-h" ? "--help" : flag)
        }
    }

    /// The variable that names the file when no `--config` does.
    static let fileVariable = Setting.variable(for: "config")

    /// What to do.
    private(set) var command = Command.serve
    /// The file that `--config` names.
    private(set) var file: String?
    /// The values.
    private(set) var reading = Reading()

    /// Reads arguments, without the program's name.
    init(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument.hasPrefix("-") {
                readFlag(argument, &rest)
            } else {
                readWord(argument, position: rest.startIndex)
            }
        }
    }

    /// Reads an argument that is no flag, at a place counted from 1.
    private mutating func readWord(_ word: String, position: Int) {
        if position > 1 {
            reading.add(.unexpectedArgument(position: position), at: nil)
        } else if word != Command.serve.rawValue {
            let nearest = word.nearest(in: Command.allCases.map(\.rawValue))
            reading.add(.unknownCommand(word, nearest: nearest), at: nil)
        }
    }

    /// Reads a flag, whose value stands behind `=` or is the first of `rest`.
    private mutating func readFlag(_ argument: String, _ rest: inout ArraySlice<String>) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let (flag, given) = (parts[0], parts.count == 2 ? parts[1] : nil)
        let origin = Origin.flag(flag)
        if let asked = Command(flag: argument) {
            command = asked
        } else if let setting = Self.setting(behind: "--no-", in: flag), setting.isFlag {
            if given == nil {
                reading.assign("off", to: setting, at: origin)
            } else {
                reading.add(.unwantedValue, at: origin)
            }
        } else if let setting = Self.setting(behind: "--", in: flag), setting.isFlag {
            reading.assign(given ?? "on", to: setting, at: origin)
        } else {
            readValue(given ?? Self.popValue(&rest), of: flag, at: origin)
        }
    }

    /// Takes down the value of a flag that has one. An unknown flag's was most likely one too: it has been taken
    /// from the arguments, so that it is not a mistake of its own.
    private mutating func readValue(_ value: String?, of flag: String, at origin: Origin) {
        if flag == "--config" {
            if let value, !value.isEmpty {
                file = value
            } else {
                reading.add(.missingValue(accepts: "a path"), at: origin)
            }
        } else if let setting = Self.setting(behind: "--", in: flag) {
            if let value {
                reading.assign(value, to: setting, at: origin)
            } else {
                reading.add(.missingValue(accepts: setting.accepts), at: origin)
            }
        } else {
            reading.add(.unknownKey(nearest: flag.nearest(in: Self.flags)), at: origin)
        }
    }

    /// Takes the next argument, unless it is a flag itself.
    private static func popValue(_ rest: inout ArraySlice<String>) -> String? {
        rest.first?.hasPrefix("--") == false ? rest.popFirst() : nil
    }

    /// The key that a flag names behind its dashes.
    private static func setting(behind prefix: String, in flag: String) -> Setting? {
        flag.hasPrefix(prefix) ? Configuration.settingsByName[String(flag.dropFirst(prefix.count))] : nil
    }

    /// Every flag there is.
    private static let flags: [String] = {
        var flags = ["--config", "--help", "--version"]
        for setting in Configuration.settings {
            flags.append("--" + setting.name)
            if setting.isFlag { flags.append("--no-" + setting.name) }
        }
        return flags
    }()
}
