import Foundation
import HTTP
import Signaling
import Testing
import Timing

@testable import SFU
@testable import Server
@testable import WebRTC

/// Holds the description of the API to the routes that there are.
struct OpenAPIDocumentTests {
    /// The document's members.
    private let document: [String: Any]

    init() throws {
        let value = try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8))
        document = try #require(value as? [String: Any])
    }

    /// All routes of a node but its pages, and those that only tell what is at an address of WHIP or WHEP.
    private func routes() throws -> [Route] {
        let configuration = Configuration()
        let state = NodeState(configuration.accessPolicy, configuration.publishPolicy)
        let stages = StageRoutes(
            sockets: NoSockets(), report: { StageReport(name: $0) }, setPrimary: { _, _ in true },
            primaries: Primaries(), inviting: { _, _, _ in "" },
            origins: .any)
        let router = NodeService.router(
            configuration, state: state, plane: NoPlane(), stages: stages, hls: HLSRoutes { _ in true },
            markers: MarkerRoutes { _ in true },
            recordings: RecordingRoutes(library: try RecordingShelf().library) { _ in }
        ) { _ in .later }
        return router.routes.filter {
            !Pages.patterns.contains($0.pattern)
                && (!$0.pattern.hasPrefix("/wh") || ![.get, .head, .options].contains($0.method))
        }
    }

    /// Each operation as `GET /path`, with its members.
    private var operations: [String: [String: Any]] {
        let paths = document["paths"] as? [String: [String: [String: Any]]] ?? [:]
        var operations: [String: [String: Any]] = [:]
        for (path, methods) in paths {
            for (method, operation) in methods { operations["\(method.uppercased()) \(path)"] = operation }
        }
        return operations
    }

    @Test("it is an OpenAPI 3.1 document of this version")
    func head() {
        #expect(document["openapi"] as? String == "3.1.0")
        #expect((document["info"] as? [String: Any])?["version"] as? String == Version.current)
    }

    @Test("it describes the routes that there are, and no others")
    func coverage() throws {
        let served = try routes().map { "\($0.method.rawValue) \($0.pattern)" }
        #expect(operations.keys.sorted() == served.sorted())
    }

    @Test("a route for the operator, and only such a one, asks for the admin key")
    func security() throws {
        for route in try routes() {
            let security = operations["\(route.method.rawValue) \(route.pattern)"]?["security"]
            let asks = (security as? [[String: Any]] ?? []).contains { $0["adminKey"] != nil }
            #expect(asks == (route.access == .admin), "\(route.pattern)")
        }
    }

    @Test("every parameter of a path is described")
    func parameters() {
        for (name, operation) in operations {
            let described = (operation["parameters"] as? [[String: Any]] ?? []).map(resolved)
                .filter { $0["in"] as? String == "path" }.compactMap { $0["name"] as? String }
            let written = name.matches(of: #/\{([a-z]+)\}/#).map { String($0.1) }
            #expect(Set(described) == Set(written), "\(name)")
        }
    }

    /// A parameter that is described elsewhere.
    private func resolved(_ parameter: [String: Any]) -> [String: Any] {
        guard let name = (parameter["$ref"] as? String)?.split(separator: "/").last else { return parameter }
        let components = document["components"] as? [String: [String: [String: Any]]]
        return components?["parameters"]?[String(name)] ?? [:]
    }

    @Test("every operation has its own name, a summary and at least one good answer")
    func operationTexts() {
        let names = operations.values.compactMap { $0["operationId"] as? String }
        #expect(Set(names).count == operations.count)
        for (name, operation) in operations {
            #expect((operation["summary"] as? String)?.isEmpty == false, "\(name)")
            let statuses = (operation["responses"] as? [String: Any] ?? [:]).keys
            #expect(statuses.contains { $0.hasPrefix("2") || $0.hasPrefix("101") }, "\(name)")
        }
    }

    @Test("numbers are described under the names that they have, and no others")
    func numbers() throws {
        let stream = try Sample.stream("stage", viewers: 1)
        var progress = PeerProgress(began: .zero)
        (progress.firstPacket, progress.firstKeyframe) = (.zero, .zero)
        var publication = try #require(stream.publication)
        publication.progress = progress
        let facts = publication.facts + stream.audience.facts + publication.layers[0].numbers.facts
        let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
        let described = schemas?["Numbers"]?["properties"] as? [String: Any] ?? [:]
        #expect(described.keys.sorted() == Set(facts.map(\.name)).sorted())
    }

    @Test("every reference leads somewhere")
    func references() {
        let references = OpenAPIDocument.text.matches(of: #/"\$ref": "#\/([^"]+)"/#).map { String($0.1) }
        #expect(!references.isEmpty)
        for reference in references {
            var place: Any? = document
            for step in reference.split(separator: "/") { place = (place as? [String: Any])?[String(step)] }
            #expect(place != nil, "\(reference)")
        }
    }
}
