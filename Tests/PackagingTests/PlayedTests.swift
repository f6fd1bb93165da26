import Bytes
import Foundation
import MP4
import Packaging
import Programs
import Testing
import Timing

/// A broadcast that has ended, as files, played by Debian's ffprobe from the multivariant playlist on.
@Suite struct PlayedTests {
    struct Answer: Decodable {
        struct Packet: Decodable {
            let codec_type: String, dts_time: String?
        }
        let packets: [Packet]
    }

    /// Writes what a web server would serve; how many samples there are of each track.
    static func write(_ snapshot: StreamSnapshot, to folder: URL) throws -> [TrackKind: Int] {
        try snapshot.multivariantPlaylist.write(
            to: folder.appending(path: "index.m3u8"), atomically: false, encoding: .utf8)
        var counts: [TrackKind: Int] = [:]
        for rendition in snapshot.renditions {
            let inside = folder.appending(path: rendition.kind.name)
            try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
            let text = rendition.playlist()
            try text.write(to: inside.appending(path: "index.m3u8"), atomically: false, encoding: .utf8)
            let segments = ReadPlaylist(text).segments
            for name in Set(segments.compactMap(\.uri) + segments.compactMap(\.initialization)) {
                guard case .bytes(let bytes) = rendition.resource(named: name) else { continue }
                try Data([UInt8](bytes.bytes)).write(to: inside.appending(path: name))
                counts[rendition.kind, default: 0] += ReadFragment.all(in: bytes.bytes).reduce(0) {
                    $0 + $1.runs.reduce(0) { $0 + $1.samples.count }
                }
            }
        }
        return counts
    }

    /// Every packet's kind and time in seconds, in order; and what ffprobe complains about.
    static func play(_ folder: URL) throws -> (packets: [(kind: String, time: Double)], complaints: String) {
        let outcome = try Program.run([
            "ffprobe", "-v", "error", "-of", "json", "-allowed_extensions", "ALL", "-show_entries",
            "packet=codec_type,dts_time", folder.appending(path: "index.m3u8").path,
        ])
        let packets = try JSONDecoder().decode(Answer.self, from: outcome.output).packets
        return (packets.map { ($0.codec_type, Double($0.dts_time ?? "") ?? -1) }, outcome.errors)
    }

    @Test("ffprobe plays every sample of both renditions, in step, and complains of nothing")
    func played() throws {
        var broadcast = Broadcast()
        // Keyframes only: others that are sent again and again would not decode.
        broadcast.keyframeInterval = .milliseconds(1)
        broadcast.run(for: .seconds(12))
        broadcast.end()
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let counts = try Self.write(try #require(broadcast.packager.snapshot), to: folder)
        let (packets, complaints) = try Self.play(folder)
        #expect(complaints == "")
        for kind in TrackKind.allCases {
            let times = packets.filter { $0.kind == kind.name }.map(\.time)
            #expect(times.count == counts[kind])
            #expect(times == times.sorted())
        }
        let begins = TrackKind.allCases.map { kind in packets.first { $0.kind == kind.name }?.time ?? -1 }
        #expect(abs(begins[0] - begins[1]) <= 0.02)
    }
}
