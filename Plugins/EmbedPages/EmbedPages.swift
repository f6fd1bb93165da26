import Foundation
import PackagePlugin

/// Turns the files of `signaling/Web` into one Swift file of string literals, so that the server is one binary whose
/// pages cannot be missing. SwiftPM's own embedding writes an array of numbers, which takes the compiler 25 seconds
/// for 160 KB; a literal takes none.
@main struct EmbedPages: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let script = context.package.directoryURL.appending(path: "Scripts/embed-pages.py")
        let folder = context.package.directoryURL.appending(path: "signaling/Web")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedPages.swift")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).map {
            folder.appending(path: $0)
        }
        return [
            .buildCommand(
                displayName: "Embedding pages",
                executable: URL(fileURLWithPath: "/usr/bin/env"),
                arguments: ["python3", script.path, folder.path, output.path],
                inputFiles: [script] + files, outputFiles: [output])
        ]
    }
}
