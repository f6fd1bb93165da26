import Foundation
import Programs

/// What Package.swift says of targets, as SwiftPM understands it.
struct Manifest {
    /// One target.
    struct Target {
        /// The module's name.
        var name: String
        /// `regular`, `executable`, `test`, `system`, `plugin`.
        var type: String
        /// Where its files are, from the top of the tree.
        var folder: String
        /// The targets it may import.
        var dependencies: Set<String>
        /// Whether it is ours and written in C, or the system's.
        var isC: Bool { name.first == "C" && name.dropFirst().first?.isUppercase == true }
    }

    /// Every target.
    var targets: [Target]

    /// The libraries and executables that we ship. Benchmarks measure us beside plain system calls and may do as
    /// they like, and so may what tests alone are made of.
    var products: [Target] {
        targets.filter {
            ["regular", "executable"].contains($0.type) && !$0.isC && !$0.name.hasSuffix("-bench")
                && !$0.folder.hasPrefix("Tests/")
        }
    }

    /// Asks SwiftPM what the manifest at `root` says.
    static func read(at root: URL) throws -> Manifest {
        // A scratch folder of its own, since whoever runs these tests holds the lock of the usual one.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let json = try Program.run([
            "swift", "package", "dump-package", "--manifest-cache", "none", "--package-path", root.path,
            "--scratch-path", scratch.path,
        ]).output
        return Manifest(try JSONDecoder().decode(Dump.self, from: json))
    }

    private init(_ dump: Dump) {
        targets = dump.targets.map { target in
            let folder = target.path ?? (target.type == "test" ? "Tests/" : "Sources/") + target.name
            return Target(
                name: target.name, type: target.type, folder: folder,
                dependencies: Set(target.dependencies.compactMap(\.name)))
        }
    }

    /// The form of `swift package dump-package`, as far as we read it.
    private struct Dump: Decodable {
        var targets: [Target]

        struct Target: Decodable {
            var name: String
            var type: String
            var path: String?
            var dependencies: [Dependency]
        }

        /// `{"byName": ["Bytes", null]}`, or the same under another key.
        struct Dependency: Decodable {
            var name: String?

            init(from decoder: any Decoder) throws {
                let forms = try decoder.singleValueContainer().decode([String: [Part]].self)
                name = forms.values.first?.first?.text
            }
        }

        /// A name, or the condition behind it.
        struct Part: Decodable {
            var text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }
    }
}
