import Foundation
import Programs

/// Real clients: browsers, aiortc and ffmpeg, which the programs in Tests/Clients drive. A scenario runs as a process
/// of its own and says what it saw; the test judges.
enum Clients {
    /// Runs a scenario and returns what it saw. The log of a server that has part in it is told when it fails.
    ///
    /// One at a time for every two cores: on a small machine whose cores others use as well, a browser that encodes three layers
    /// beside another, or beside a load test, is late, and tells of its own freezes.
    static func run<Report: Decodable & Sendable>(
        _ scenario: String, _ flags: [String] = [], deadline: Int = 150, blaming server: RunningServer? = nil
    ) async throws -> Report {
        try await places.take {
            do {
                return try JSONDecoder().decode(
                    Report.self, from: try await output(scenario, flags, deadline))
            } catch let failure as Failure where server != nil {
                throw Failure(
                    description: failure.description + "\nthe server: \(server?.log.suffix(4000) ?? "")")
            }
        }
    }

    /// Does something else that keeps the machine busy, in turn with scenarios.
    static func inTurn<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        try await places.take(work)
    }

    /// Why a scenario saw nothing.
    struct Failure: Error, CustomStringConvertible {
        /// What the client said, its last lines most of all.
        let description: String
    }

    private static let places = Places(count: max(1, ProcessInfo.processInfo.activeProcessorCount / 2))

    /// The folder of the package.
    private static var package: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    private static func output(_ scenario: String, _ flags: [String], _ deadline: Int) async throws -> Data {
        let python = package.appending(path: ".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(description: "there is no .venv, which `make deps-test` makes")
        }
        // Profiles and recordings of a client go with this folder, even those of one that had to be killed. Its name is
        // short, since Chromium keeps a socket in its profile, whose path must not be longer than 107 bytes.
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "clients-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // A client keeps to its deadline by itself; one that hangs is killed, and its browser with it.
        let program = try Program(
            ["timeout", "--signal=KILL", "\(deadline + 15)", python.path, "Tests/Clients", scenario]
                + ["--deadline", "\(deadline)"] + flags,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": folder.path, "TMPDIR": folder.path,
                "PYTHONDONTWRITEBYTECODE": "1",
            ], in: package, output: try file("output", in: folder), errors: try file("errors", in: folder))
        let status = try await program.end()
        guard status == 0 else {
            let errors = String(
                decoding: try Data(contentsOf: folder.appending(path: "errors")), as: UTF8.self)
            throw Failure(description: "\(scenario) ended with \(status): \(errors.suffix(2000))")
        }
        return try Data(contentsOf: folder.appending(path: "output"))
    }

    private static func file(_ name: String, in folder: URL) throws -> FileHandle {
        let url = folder.appending(path: name)
        _ = FileManager.default.createFile(atPath: url.path, contents: nil)
        return try FileHandle(forWritingTo: url)
    }

    /// Lets so many callers in at a time.
    private actor Places {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(count: Int) { free = count }

        func take<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
            if free > 0 {
                free -= 1
            } else {
                await withCheckedContinuation { waiting.append($0) }
            }
            // Who leaves hands its place on, or puts it back.
            defer { if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() } }
            return try await work()
        }
    }
}
