import Runtime

/// How pictures of streams are made, and codecs changed into others.
struct TranscodingSettings: Equatable, Sendable {
    /// The program that does it; `nil` for the one that lies beside ours.
    var program: String?

    /// Where the program is.
    var path: String { program ?? ProcessEnvironment.programFolder + "/starling-transcoder" }

    /// The keys.
    static let settings = [
        Setting(
            "transcoder", optional: \.transcoding.program, .path,
            "The program that makes pictures of streams and recordings, starling-transcoder. Without it, or without the "
                + "libraries that it needs, there are none.",
            because: "it is looked for beside starling itself, where building leaves it")
    ]
}
