/// What `--help` prints: every key with its default and the reason for it.
enum HelpText {
    /// No line is longer, so that it fits a terminal of usual width and reads well.
    static let width = 100

    /// The text.
    static let text = head + Configuration.sections.map(text(of:)).joined()

    /// How to call the program.
    private static let head = """
        Usage: starling [serve] [--config FILE] [--KEY VALUE]...
               starling --help | --version

        \(introduction.wrapped(to: width))

        """

    /// Where values come from.
    private static let introduction = """
        Serves live streams. Every key below is a flag (--http-port 8080), a variable (STARLING_HTTP_PORT=8080) and \
        a line of the file that --config or STARLING_CONFIG names (http-port = 8080). A flag goes before a \
        variable, a variable before the file, the file before the default. SIGHUP reads the file again; keys \
        marked [reload] change then, all others at the next start.
        """

    /// One section with its heading.
    private static func text(of section: Configuration.Section) -> String {
        "\n\(section.title)\n" + section.settings.map(text(of:)).joined()
    }

    /// One key.
    private static func text(of setting: Setting) -> String {
        let usage =
            setting.isFlag
            ? "--\(setting.name), --no-\(setting.name)" : "--\(setting.name) \(setting.placeholder)"
        let prose = [setting.summary, setting.defaultSentence].map {
            $0.wrapped(to: width, indent: "      ") + "\n"
        }
        return "  \(usage)\(setting.marks)\n" + prose.joined()
    }
}
