public import Foundation

extension Program {
    /// What a program said by its end.
    public struct Outcome: Sendable {
        /// What it wrote to its standard output.
        public let output: Data
        /// What it complained about.
        public let errors: String
        /// Its status, as a shell tells it.
        public let status: Int32
        /// What it wrote to its standard output, as text.
        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a program to its end.
    @discardableResult public static func run(
        _ command: [String], environment: [String: String]? = nil, input: String = ""
    ) throws -> Outcome {
        // Files, not pipes: those that it does not read, or that nobody reads, hold nobody up.
        let (given, said, complained) = (try scratch(), try scratch(), try scratch())
        try given.write(contentsOf: Data(input.utf8))
        try given.seek(toOffset: 0)
        let program = try Program(
            command, environment: environment, input: given, output: said, errors: complained)
        let status = program.waitUntilEnd()
        try said.seek(toOffset: 0)
        try complained.seek(toOffset: 0)
        return Outcome(
            output: try said.readToEnd() ?? Data(),
            errors: String(decoding: try complained.readToEnd() ?? Data(), as: UTF8.self), status: status)
    }

    /// A file that nobody else sees, and that goes with its handle.
    private static func scratch() throws -> FileHandle {
        let file = FileManager.default.temporaryDirectory.appending(path: "program-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try FileHandle(forUpdating: file)
    }
}
