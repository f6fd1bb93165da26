import Foundation
import Testing

@testable import Signaling

/// The client library and the schema say the same.
struct ClientLibraryTests {
    /// `starling-client.js` and what it is made of.
    private let text: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardized
        text = try ["starling-client", "connection", "publication", "receiver"].map { name in
            try String(contentsOf: root.appending(path: "signaling/Web/\(name).js"), encoding: .utf8)
        }.joined()
    }

    /// The words between quotes behind a pattern.
    private func words(behind pattern: String) throws -> Set<String> {
        let regex = try Regex("(?:\(pattern))\"([a-z-]+)\"")
        return Set(text.matches(of: regex).compactMap { $0.output[1].substring.map(String.init) })
    }

    @Test("it asks for nothing that the server does not know, and for all but what it has no use for")
    func requests() throws {
        let asked = try words(behind: #"request\(\s*|_begin\(|\? |: "#)
            .intersection(Schema.signaling.types(of: "fromClient"))
        // A server that is ICE-lite has no use for candidates.
        #expect(Set(ClientMessage.types).subtracting(asked) == ["candidate"])
        #expect(try words(behind: #"request\(\s*"#).isSubset(of: ClientMessage.types))
    }

    @Test("it says that it can what the server knows of")
    func capabilities() throws {
        let said = try words(behind: #"const capabilities = \["#)
        #expect(said == [Capability.offers.rawValue])
    }

    @Test("it takes every event")
    func events() throws {
        let events: Set = [
            "participant", "participant-left", "role", "active-speakers", "viewers", "selected",
            "layers", "media-ended", "track-added", "track-removed", "offer", "data", "kicked", "moved",
        ]
        #expect(try words(behind: "case ").isSuperset(of: events))
        #expect(events.isSubset(of: ServerMessage.types))
    }
}
