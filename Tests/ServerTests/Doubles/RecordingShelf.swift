import Foundation

@testable import Server

/// A library of recordings in a folder that goes with it.
final class RecordingShelf: Sendable {
    /// Where the data directory is.
    let path: String
    /// What it logs.
    let sink = CollectingSink(level: .debug)

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "starling-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The library as a process that starts finds it.
    func library(
        _ settings: RecordingSettings = RecordingSettings(), mostBacklog: Int = 64 << 20
    ) throws -> RecordingLibrary {
        try RecordingLibrary(in: path, settings, mostBacklog: mostBacklog, log: Logger(sink))
    }

    /// One that keeps everything.
    var library: RecordingLibrary { get throws { try library(RecordingSettings()) } }
}
