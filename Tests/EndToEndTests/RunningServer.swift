import Foundation
import Programs
import Testing

/// The built executable, running on ports that the kernel chose, in a folder that goes with it.
final class RunningServer: Sendable {
    /// The process.
    let process: Program
    /// Where it keeps its data and its log.
    let folder: URL
    /// What it said it listens on.
    let addresses: [String]

    /// Starts a server with these flags and waits until it says where it listens. A shell carries out `preparation`
    /// before it becomes the server.
    init(_ flags: [String] = [], after preparation: String = ":") async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "starling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let logFile = folder.appending(path: "log")
        _ = FileManager.default.createFile(atPath: logFile.path, contents: nil)
        let defaults = [
            ("--http-port", "0"), ("--https-port", "0"), ("--media-port", "0"),
            ("--rtmp-port", "0"), ("--srt-port", "0"), ("--data-dir", folder.path),
        ]
        process = try Program(
            ["/bin/sh", "-c", "\(preparation); exec \"$0\" \"$@\"", Self.executable.path]
                + defaults.filter { !flags.contains($0.0) }.flatMap { [$0.0, $0.1] } + flags,
            environment: Self.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 },
            errors: try FileHandle(forWritingTo: logFile))
        let (process, folder) = (process, folder)
        try await wait { Self.log(in: folder).contains("\"started\"") || !process.isRunning }
        // The addresses follow in the next lines, which the same thread writes.
        var addresses: [String] = []
        try await wait {
            addresses = Self.log(in: folder).split(separator: "\n").filter { $0.contains("\"listening\"") }
                .compactMap { $0.firstMatch(of: /"url":"([^"]+)"/)?.1 }.map(String.init)
            return !addresses.isEmpty || !process.isRunning
        }
        self.addresses = addresses
    }

    deinit {
        process.send(SIGKILL)
        process.waitUntilEnd()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The executable, built beside the tests.
    static var executable: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "starling")
    }

    /// Its environment: what a sanitizer goes by (Scripts/test), and nothing else.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter {
            $0.key.hasSuffix("SAN_OPTIONS") || $0.key == "LD_PRELOAD"
        }
    }

    /// What it has logged so far.
    var log: String { Self.log(in: folder) }

    private static func log(in folder: URL) -> String {
        (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
    }

    /// The workers on which sessions of a role were connected, in the order of that.
    func workers(of role: String) -> [Int] {
        log.split(separator: "\n").filter {
            $0.contains("\"session connected\"") && $0.contains("\"role\":\"\(role)\"")
        }
        .compactMap { $0.firstMatch(of: /"worker":(\d+)/).flatMap { Int($0.1) } }
    }

    /// The address of plain HTTP over IPv4, without the slash at its end.
    var http: String { address { $0.hasPrefix("http://127.0.0.1") } }
    /// The address of plain HTTP over IPv6.
    var httpV6: String { address { $0.hasPrefix("http://[::1]") } }
    /// The address of HTTPS, by the name in the certificate.
    var https: String {
        address { $0.hasPrefix("https://127.0.0.1") }.replacing("127.0.0.1", with: "localhost")
    }
    /// Where encoders publish by RTMP over IPv4, without the slash at its end.
    var rtmp: String {
        let found = log.firstMatch(of: /"url":"(rtmp:\/\/127[^"]+)"/)?.1 ?? "no such address/"
        return String(found.dropLast())
    }
    /// Where encoders publish by SRT over IPv4, up to the stream's name.
    var srt: String { String(log.firstMatch(of: /"url":"(srt:\/\/127[^"]+)"/)?.1 ?? "no such address") }
    /// The port of plain HTTP.
    var port: Int { Int(http.split(separator: ":").last ?? "") ?? 0 }

    /// The port of plain HTTP, whatever addresses it is on.
    var anyPort: Int {
        addresses.first.flatMap { $0.firstMatch(of: /:(\d+)\/$/)?.1 }.flatMap { Int($0) } ?? 0
    }

    private func address(where matches: (String) -> Bool) -> String {
        String((addresses.first(where: matches) ?? "no such address/").dropLast())
    }

    /// Sends a signal.
    func send(_ signal: Int32) {
        process.send(signal)
    }

    /// Waits until the process has ended, at most a minute, and returns its status, as a shell tells it.
    func waitForEnd() async throws -> Int32? {
        try await wait { !process.isRunning } ? process.status : nil
    }
}

/// Runs a program to its end and returns what it wrote to both of its outputs.
@discardableResult func output(of program: String, _ arguments: String...) throws -> String {
    try output(of: program, arguments)
}

/// Likewise.
func output(of program: String, _ arguments: [String]) throws -> String {
    let outcome = try Program.run([program] + arguments)
    return outcome.text + outcome.errors
}
