import Foundation
import Programs

/// Debian's ffprobe, which reads a file as most players do and tells what it found.
enum FFprobe {
    struct Answer: Decodable {
        struct Stream: Decodable {
            let codec_name: String, codec_tag_string: String
            let width: Int?, height: Int?, sample_rate: String?, channels: Int?
        }
        struct Packet: Decodable {
            let pts: Int?, dts: Int?, duration: Int?, size: String, flags: String
        }
        let streams: [Stream]
        let packets: [Packet]
    }

    /// What it says of a file, and what it complains about.
    static func read(_ bytes: [UInt8]) throws -> (answer: Answer, complaints: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mp4")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Program.run([
            "ffprobe", "-v", "warning", "-of", "json", "-show_streams", "-show_packets", file.path,
        ])
        return (try JSONDecoder().decode(Answer.self, from: outcome.output), outcome.errors)
    }
}
