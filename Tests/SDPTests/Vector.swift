import FoundationEssentials
import Testing

@testable import SDP

/// A captured or written description under `Tests/Vectors/SDP`; its README says where each comes from.
struct Vector: Sendable, CustomTestStringConvertible {
    /// The file's name without ".offer.sdp".
    let name: String

    /// The folder, found from this file.
    private static let folder =
        String(#filePath.dropLast("Tests/SDPTests/Vector.swift".count)) + "Tests/Vectors/SDP/"

    /// All offers there are.
    static let all: [Vector] = [
        "aiortc-play", "aiortc-publish", "chromium-play", "chromium-publish", "chromium-publish-datachannel",
        "chromium-publish-screen", "chromium-publish-simulcast", "chromium-publish-vp9-svc", "ffmpeg-publish",
        "firefox-play", "firefox-publish", "firefox-publish-datachannel", "firefox-publish-simulcast",
        "firefox-publish-vp8", "gstreamer-publish", "obs-publish", "pion-play", "safari-play",
        "safari-publish",
    ].map(Vector.init)

    /// The short ones, for tests that try thousands of changes.
    static let short: [Vector] = ["ffmpeg-publish", "obs-publish"].map(Vector.init)

    var testDescription: String { name }

    /// The offer as it was sent.
    var text: String {
        get throws { try Self.read(name + ".offer.sdp") }
    }

    /// The offer, parsed.
    var offer: SessionDescription {
        get throws { try SessionDescription(parsing: try text) }
    }

    /// The text of a file.
    static func read(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: folder + file)), as: UTF8.self)
    }

    /// Writes a file, for those who change answers on purpose.
    static func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder + file))
    }
}

/// The value of an attribute, read and written again; `nil` when it is refused.
func rewritten<Value: Attribute>(_ type: Value.Type, _ value: String) -> String? {
    Value(value)?.value
}
