import Testing

/// Who may import what.
@Suite struct ImportTests {
    /// Modules of the toolchain, with the modules of ours that may import them.
    private static let toolchain: [String: Set<String>] = [
        // Locks and atomics: the runtime, and counters that many threads add to.
        "Synchronization": ["Runtime", "Server", "Signaling", "LoadModel", "SRTTransport"],
        "Glibc": ["Runtime", "Storage", "starling", "loadtest", "starling-transcoder"],
        // JSON of the API; Simulation reads one variable of a test's environment.
        "FoundationEssentials": ["Server", "Signaling", "LoadModel", "Simulation"],
    ]

    /// What benchmarks, on which nothing depends, may import besides: they make plain system calls for comparison.
    private static let forBenchmarks: Set = ["Glibc", "Synchronization"]

    /// Finds imports that the manifest does not declare or that the table above does not grant.
    private static func rule(_ declared: @escaping @Sendable (String) -> Set<String>) -> Rule {
        Rule { file in
            file.imports.compactMap { name, line in
                if declared(file.module).contains(name) { return nil }
                if toolchain[name]?.contains(file.module) == true { return nil }
                if file.module.hasSuffix("-bench"), forBenchmarks.contains(name) { return nil }
                return file.violation(line, "\(file.module) may not import \(name)")
            }
        }
    }

    @Test("a module imports only what the manifest says it depends on")
    func sources() {
        let declared = Dictionary(
            uniqueKeysWithValues: Repository.manifest.products.map { ($0.name, $0.dependencies) })
        Self.rule { declared[$0] ?? [] }.expectHeld(in: Repository.sources)
    }

    @Test("tests import what they depend on, and of the toolchain what they like")
    func tests() {
        let free: Set = ["Testing", "Foundation", "FoundationEssentials", "Glibc", "Synchronization"]
        let declared = Dictionary(
            uniqueKeysWithValues: Repository.manifest.targets.map { ($0.name, $0.dependencies.union(free)) })
        Self.rule { declared[$0] ?? [] }.expectHeld(in: Repository.tests)
    }

    @Test("an import that was not declared is found, whatever stands before it")
    func planted() {
        let rule = Self.rule { _ in ["Bytes"] }
        #expect(
            rule.lines(in: "public import Bytes\ninternal import Timing\nimport struct Glibc.tm\n") == [2, 3])
        #expect(
            rule.lines(in: "import Foundation\n@testable import Dispatch\n// import Runtime\n") == [1, 2])
        let threads = "import Glibc\nimport Synchronization\n"
        #expect(rule.lines(in: threads, module: "Runtime") == [])
        #expect(rule.lines(in: threads + "import Foundation\n", module: "hops-bench") == [3])
    }
}

extension SourceFile {
    /// The modules it imports, each with its line.
    fileprivate var imports: [(name: String, line: Int)] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
        return lines.keys.sorted().compactMap { line in
            guard let tokens = lines[line], let keyword = tokens.firstIndex(where: { $0.text == "import" })
            else { return nil }
            let rest = tokens[(keyword + 1)...].drop { kinds.contains($0.text) }
            return rest.first.map { ($0.text, line) }
        }
    }
}
