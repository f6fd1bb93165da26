/// Where a value was written.
enum Origin: Equatable, Sendable {
    /// On the command line, with the dashes: `--http-port`.
    case flag(String)
    /// In the environment: `STARLING_HTTP_PORT`.
    case variable(String)
    /// In a file, at a line counted from 1.
    case file(String, line: Int)
}

extension Origin: CustomStringConvertible {
    /// The place, as compilers name one.
    var description: String {
        switch self {
        case .flag(let flag): flag.shortened(to: 100).quotedWhereNeeded
        case .variable(let name): name.shortened(to: 100).quotedWhereNeeded
        case .file(let name, let line): "\(name):\(line)"
        }
    }
}
