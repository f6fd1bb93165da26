import Foundation
import Testing

@testable import Server

struct ExampleFileTests {
    /// `starling.example.conf` at the root of the package.
    private var path: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "../../../starling.example.conf"
        )
        .standardizedFileURL
    }

    /// Written anew by `WRITE_EXAMPLE_CONF=1 swift test --filter ExampleFileTests`.
    @Test("the example file is the one that the keys make")
    func upToDate() throws {
        if ProcessInfo.processInfo.environment["WRITE_EXAMPLE_CONF"] != nil {
            try ExampleFile.text.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == ExampleFile.text)
    }

    @Test("as it is, it changes nothing")
    func changesNothing() {
        #expect(Reading(file: "example", contents: ExampleFile.text) == Reading())
    }

    @Test("with its comments taken away it holds every key, at its default")
    func holdsDefaults() throws {
        let lines = ExampleFile.text.split(separator: "\n").filter { $0.contains(#/^#[a-z0-9-]+ =/#) }.map {
            $0.dropFirst()
        }
        let keys = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(Set(keys) == Set(Configuration.settings.map(\.name)))
        let given = lines.filter { !$0.hasSuffix("=") }.joined(separator: "\n")
        let reading = Reading(file: "example", contents: given)
        #expect(try Configuration.resolving([reading]).get() == Configuration())
        #expect(reading.assignments.count == Configuration.settings.flatMap(\.defaultTexts).count)
    }

    @Test("no line is wider than a hundred characters or ends in a space")
    func width() {
        for line in ExampleFile.text.split(separator: "\n") {
            #expect(line.count <= 100)
            #expect(line.last != " ")
        }
    }
}
