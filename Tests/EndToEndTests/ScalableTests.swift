import Testing

/// Chromium sends a scalable stream, and Chromium decodes each share of it.
struct ScalableTests {
    /// A share by its name, the width of its pictures, and one of how many pictures it has.
    struct Share: Sendable {
        let name: String
        let width: Int
        let oneOf: Int
    }

    /// What is published, and whether the viewer takes descriptions of frames.
    struct Stream: Sendable, CustomTestStringConvertible {
        let codec, mode: String
        var isDescribed = false

        var testDescription: String { "\(codec) \(mode)\(isDescribed ? ", described" : "")" }
    }

    static let streams =
        [Stream(codec: "H264", mode: "L1T3")]
        + ["L1T3", "L3T3_KEY"].flatMap { mode in
            [
                Stream(codec: "VP9", mode: mode), Stream(codec: "VP9", mode: mode, isDescribed: true),
                Stream(codec: "AV1", mode: mode, isDescribed: true),
            ]
        }

    private static func shares(of mode: String) -> [Share] {
        if mode == "L1T3" {
            return [
                Share(name: "0", width: 960, oneOf: 1), Share(name: "0/T0", width: 960, oneOf: 4),
                Share(name: "0/T1", width: 960, oneOf: 2), Share(name: "0", width: 960, oneOf: 1),
            ]
        }
        return [
            Share(name: "S2", width: 960, oneOf: 1), Share(name: "S1", width: 480, oneOf: 1),
            Share(name: "S0", width: 240, oneOf: 1), Share(name: "S0/T0", width: 240, oneOf: 4),
            Share(name: "S0/T1", width: 240, oneOf: 2), Share(name: "S1/T1", width: 480, oneOf: 2),
            Share(name: "S2", width: 960, oneOf: 1),
        ]
    }

    @Test(
        "each share of a scalable stream is decoded: pictures of its size, and as many as it has",
        arguments: streams)
    func shares(_ stream: Stream) async throws {
        let server = try await RunningServer()
        let shares = Self.shares(of: stream.mode)
        let report: ScalableReport = try await Clients.run(
            "scalable",
            [
                "--server", server.http, "--codec", stream.codec, "--mode", stream.mode,
                "--steps", shares.map(\.name).joined(separator: ","),
            ] + (stream.isDescribed ? ["--describes"] : []), deadline: 240, blaming: server)
        #expect(report.mode == stream.mode)
        for (share, step) in zip(shares, report.steps) {
            print(stream.testDescription, step)
            #expect(step.current == share.name, "\(step)")
            #expect(step.width == share.width, "\(step)")
            // Of each spatial layer a frame is counted as sent, and an encoder on a busy machine may leave the largest out.
            // Pictures on their way are counted at one end only, and a decoder on a busy machine leaves out what is late.
            let sent = Double(step.sent) / Double(share.oneOf)
            let isScaled = stream.mode == "L3T3_KEY"
            #expect(Double(step.decoded + step.dropped) > sent / (isScaled ? 3 : 1) * 0.7, "\(step)")
            #expect(Double(step.decoded) < sent / (isScaled ? 2 : 1) * 1.3 + 3, "\(step)")
        }
        // A decoder that cannot go on asks for a keyframe again and again; one that is held up by the machine may do so once.
        #expect(report.steps.map(\.plis).reduce(0, +) <= 2, "\(report.steps)")
        #expect(report.steps.map(\.freezes).reduce(0, +) <= 2, "\(report.steps)")
        // Whoever has a share needs no keyframe to keep it.
        #expect(report.steps.map(\.keyframes).reduce(0, +) <= report.steps.count / 2, "\(report.steps)")
    }
}
