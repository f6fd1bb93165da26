import CodecBridge
import Foundation
import Media
import Programs
import Simulation
import Testing
import Transcode

/// Pictures of keyframes of every codec, looked at with another program.
@Suite struct PictureJobTests {
    /// A clip as it is sent over the bridge.
    struct Clip: Sendable, CustomTestStringConvertible {
        let file: SampleFile, codec: Codec

        var testDescription: String { file.rawValue }

        /// What it is, how large, and its keyframes.
        func keyframes() throws -> (format: BridgeFormat, size: PictureSize, units: [AccessUnit]) {
            var tracker = FormatTracker(codec)
            let units = file.units.compactMap { bytes -> AccessUnit? in
                var unit = AccessUnit(bytes, decodeTime: 0)
                return tracker.prepare(&unit) && unit.isSync ? unit : nil
            }
            let configuration = try #require(tracker.configuration)
            return (BridgeFormat(configuration), try #require(configuration.pictureSize), units)
        }
    }

    static let clips = [
        Clip(file: .baseline, codec: .h264), Clip(file: .high, codec: .h264),
        Clip(file: .large, codec: .h264),
        Clip(file: .h265, codec: .h265), Clip(file: .vp8, codec: .vp8), Clip(file: .vp9, codec: .vp9),
        Clip(file: .av1, codec: .av1),
    ]

    /// What a transcoder says to all of this.
    private func say(_ messages: [BridgeMessage]) -> [BridgeMessage] {
        var transcoder = Transcoder()
        var answers: [BridgeMessage] = []
        for message in messages {
            transcoder.handle(message)
            while let answer = transcoder.pollMessage() { answers.append(answer) }
        }
        return answers
    }

    private func order(_ side: Int, columns: Int = 1, rows: Int = 1) throws -> BridgeMessage {
        let size = try #require(PictureSize(width: side, height: side))
        return .order(.pictures(largest: size, columns: columns, rows: rows))
    }

    /// What ffprobe says of a picture, its size first.
    private func probe(_ jpeg: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jpg")
        try Data(jpeg).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let found = try Program.run([
            "ffprobe", "-v", "warning", "-of", "csv=p=0", "-show_entries", "stream=width,height,codec_name",
            file.path,
        ])
        return found.text.trimmingCharacters(in: .whitespacesAndNewlines) + found.errors
    }

    /// How bright a picture's samples are, row by row.
    private func brightness(_ jpeg: [UInt8]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jpg")
        try Data(jpeg).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return [UInt8](
            try Program.run([
                "ffmpeg", "-v", "error", "-i", file.path, "-f", "rawvideo", "-pix_fmt", "gray", "-",
            ]).output)
    }

    @Test("a keyframe becomes a JPEG that another program takes, in its proportions", arguments: clips)
    func poster(clip: Clip) throws {
        let (format, size, units) = try clip.keyframes()
        let answers = say([try order(160), .format(format), .unit(try #require(units.first)), .end])
        guard case .picture(let jpeg, let tile)? = answers.first else {
            Issue.record("\(answers)")
            return
        }
        #expect(answers.count == 1)
        #expect(tile.width <= 160 && tile.height <= 160 && tile.width % 2 == 0 && tile.height % 2 == 0)
        #expect(abs(tile.width * size.height - tile.height * size.width) <= 2 * max(size.width, size.height))
        #expect(try probe(jpeg) == "mjpeg,\(tile.width),\(tile.height)")
        // Something is to be seen.
        let samples = try brightness(jpeg)
        #expect(Set(samples).count > 8)
    }

    @Test(
        "keyframes stand side by side; the tile of one that cannot be decoded is black, and the rest stay in place"
    )
    func sheet() throws {
        let (format, _, units) = try Self.clips[0].keyframes()
        let unit = try #require(units.first)
        let answers = say([
            try order(64, columns: 2, rows: 2), .format(format), .unit(unit),
            .unit(AccessUnit([1, 2, 3, 4], decodeTime: 0)), .unit(unit), .end,
        ])
        guard answers.count == 2, case .trouble = answers[0], case .picture(let jpeg, let tile) = answers[1]
        else {
            Issue.record("\(answers)")
            return
        }
        #expect(try probe(jpeg) == "mjpeg,\(2 * tile.width),\(2 * tile.height)")
        let samples = try brightness(jpeg)
        func sum(column: Int, row: Int) -> Int {
            (0..<tile.height).reduce(0) { sum, y in
                let start = (row * tile.height + y) * 2 * tile.width + column * tile.width
                return sum + samples[start..<start + tile.width].reduce(0) { $0 + Int($1) }
            }
        }
        let drawn = sum(column: 0, row: 0)
        #expect(drawn > tile.width * tile.height * 20)
        #expect(abs(sum(column: 0, row: 1) - drawn) < drawn / 20)
        #expect(sum(column: 1, row: 0) < drawn / 10 && sum(column: 1, row: 1) < drawn / 10)
    }

    @Test("a sheet that is full is sent, and the next begins")
    func full() throws {
        let (format, _, units) = try Self.clips[0].keyframes()
        let unit = BridgeMessage.unit(try #require(units.first))
        let answers = say([try order(64, columns: 2), .format(format), unit, unit, unit, unit, .end])
        #expect(answers.count == 2)
    }

    @Test("what is not decoded here, and what comes out of turn, is said to be so")
    func troubles() throws {
        let unit = BridgeMessage.unit(AccessUnit([1], decodeTime: 0))
        for messages in [
            [try order(64), .format(BridgeFormat(.opus)), .end], [try order(64), unit, .end], [unit],
            [try order(64), try order(64)], [.end],
        ] as [[BridgeMessage]] {
            let answers = say(messages)
            guard answers.count == 1, case .trouble = answers[0] else {
                Issue.record("\(messages): \(answers)")
                continue
            }
        }
    }

    @Test("no damaged keyframe and no damaged record ends the process", arguments: clips)
    func damaged(clip: Clip) throws {
        let (format, _, units) = try clip.keyframes()
        let unit = try #require(units.first)
        // Decoding takes a thousand times as long as reading a message.
        for bytes in Mutations(of: [unit.bytes], count: Mutations.usualCount / 200) {
            _ = say([try order(64), .format(format), .unit(AccessUnit(bytes, decodeTime: 0)), .end])
        }
        guard !format.record.isEmpty else { return }
        for record in Mutations(of: [format.record], count: Mutations.usualCount / 200) {
            _ = say([
                try order(64), .format(BridgeFormat(format.codec, record: record)), .unit(unit), .end,
            ])
        }
    }
}
