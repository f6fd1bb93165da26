/// `starling.example.conf`: every key at its default, commented out, with what it does and why.
enum ExampleFile {
    /// No line is longer, so that it fits a terminal of usual width.
    static let width = 100

    /// The file.
    static let text = head + Configuration.sections.map(text(of:)).joined()

    /// How to use it.
    private static let head = """
        # Starling's configuration: start it with --config and the name of this file.
        #
        \(introduction.wrapped(to: width, indent: "# "))
        #
        # This file is made from the keys in the sources; a test keeps it complete.

        """

    /// What a line may be.
    private static let introduction = """
        A line is "key = value". A value that holds " #" or has spaces at its ends stands in double quotes. Each \
        key is shown with its default; take away its "#" to change it. It is also a flag (--http-port 8080) and a \
        variable (STARLING_HTTP_PORT=8080), which both go before this file. SIGHUP reads the file again; keys \
        marked [reload] change then, all others at the next start.
        """

    /// One section with its heading.
    private static func text(of section: Configuration.Section) -> String {
        let rule = String(repeating: "-", count: width - section.title.count - 6)
        return "\n# -- \(section.title) \(rule)\n" + section.settings.map(text(of:)).joined()
    }

    /// One key, with a line for each value of its default.
    private static func text(of setting: Setting) -> String {
        let prose = [setting.summary, "Accepts \(setting.accepts).\(setting.marks)", setting.defaultSentence]
            .map { $0.wrapped(to: width, indent: "# ") + "\n" }
        let values = setting.defaultTexts.isEmpty ? [""] : setting.defaultTexts.map { " " + $0 }
        return "\n" + prose.joined() + values.map { "#\(setting.name) =\($0)\n" }.joined()
    }
}
