internal import Runtime

/// Has clips made by ffmpeg, once: they are kept beside our program, under names that say all that went into them.
enum ClipWorkshop {
    /// Where Debian has ffmpeg, and where who built it has.
    private static let programs = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"]
    /// How much memory it may have.
    private static let mostMemory = 4 << 30

    /// What is made by these recipes.
    static func clips(_ recipes: [ClipRecipe]) async throws(LoadFailure) -> [Clip] {
        var clips: [Clip] = []
        for recipe in recipes { clips.append(try await clip(recipe)) }
        return clips
    }

    private static func clip(_ recipe: ClipRecipe) async throws(LoadFailure) -> Clip {
        let folder = ProcessEnvironment.programFolder + "/clips"
        let file = "\(folder)/\(recipe.fileName)"
        if let bytes = try? FileSystem.read(file, limit: LoadPlan.longestClip) {
            return try clip(recipe, of: bytes)
        }
        let bytes = try await make(recipe)
        let clip = try clip(recipe, of: bytes)
        // Where it cannot be kept, it is made again the next time.
        try? FileSystem.makeDirectory(folder)
        try? FileSystem.write(bytes, to: file)
        return clip
    }

    private static func clip(_ recipe: ClipRecipe, of bytes: [UInt8]) throws(LoadFailure) -> Clip {
        do throws(ClipError) {
            return try Clip(file: bytes, framesPerSecond: Double(recipe.framesPerSecond))
        } catch {
            throw .unusableClip(recipe.fileName, reason: error.description)
        }
    }

    private static func make(_ recipe: ClipRecipe) async throws(LoadFailure) -> [UInt8] {
        let program = programs.first { (try? FileSystem.status(of: $0))?.isFile == true }
        guard let program else {
            throw .unusableClip(recipe.fileName, reason: "there is no ffmpeg to make it")
        }
        let output: ProgramOutput
        do throws(SystemError) {
            output = try await ProgramRun.output(
                of: program, recipe.arguments, mostMemory: mostMemory, mostBytes: LoadPlan.longestClip)
        } catch {
            throw .unusableClip(recipe.fileName, reason: "ffmpeg cannot be started: \(error.reason)")
        }
        guard output.ending == .exited(0) else {
            throw .unusableClip(recipe.fileName, reason: "ffmpeg ended with \(output.ending)")
        }
        return output.bytes
    }
}
