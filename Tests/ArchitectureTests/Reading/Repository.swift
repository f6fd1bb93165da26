import Foundation
import Programs

/// The tree that these tests are part of.
enum Repository {
    /// The top of the tree, where Package.swift is.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What the manifest says.
    static let manifest: Manifest = {
        do { return try Manifest.read(at: root) } catch {
            preconditionFailure("the manifest cannot be read: \(error)")
        }
    }()

    /// Every file that belongs to the tree, in order: what git tracks or would track.
    static let files: [String] = {
        let arguments = ["-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
        guard let list = try? Program.run(["git", "-C", root.path] + arguments).output, !list.isEmpty else {
            preconditionFailure("git does not list the files of \(root.path)")
        }
        return list.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }()

    /// The text of a file.
    static func text(of path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    /// The Swift files of every target that is part of the product: libraries and executables.
    static let sources: [SourceFile] = manifest.products.flatMap(sources(of:))

    /// The Swift files of the tests.
    static let tests: [SourceFile] = manifest.targets.filter { $0.type == "test" }.flatMap(sources(of:))

    private static func sources(of target: Manifest.Target) -> [SourceFile] {
        files.filter { $0.hasPrefix(target.folder + "/") && $0.hasSuffix(".swift") }.map {
            SourceFile(path: $0, module: target.name, text: text(of: $0))
        }
    }
}
