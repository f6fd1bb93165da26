/// Everything an operator may choose, as plain values.
///
/// It is made once at the start and again on SIGHUP, and handed down as values: nothing looks a setting up. Each
/// section declares its keys beside its properties; all else, from flags to the example file, comes from those.
struct Configuration: Equatable, Sendable {
    /// What this process does.
    var role = RoleSettings()
    /// Where the server can be reached.
    var network = NetworkSettings()
    /// How HTTP is served.
    var http = HTTPSettings()
    /// How media comes and goes.
    var media = MediaSettings()
    /// How media leaves.
    var sending = SendingSettings()
    /// How encoders publish that do not speak WebRTC.
    var ingest = IngestSettings()
    /// How streams are served as HLS.
    var hls = HLSSettings()
    /// What is recorded.
    var recording = RecordingSettings()
    /// How pictures of streams are made.
    var transcoding = TranscodingSettings()
    /// How clients meet over sockets.
    var signaling = SignalingSettings()
    /// How HTTP is encrypted.
    var tls = TLSSettings()
    /// Who may do what.
    var access = AccessSettings()
    /// How the process lives and ends.
    var operations = OperationsSettings()
    /// What is logged, and how.
    var logging = LoggingSettings()

    /// Every key there is, in the order in which people are told of them.
    static let sections = [
        Section("Network", NetworkSettings.settings),
        Section("HTTP", HTTPSettings.settings),
        Section("Media", MediaSettings.settings),
        Section("Sending", SendingSettings.settings),
        Section("Ingest", IngestSettings.settings),
        Section("HLS", HLSSettings.settings),
        Section("Recording", RecordingSettings.settings),
        Section("Transcoding", TranscodingSettings.settings),
        Section("Signaling", SignalingSettings.settings),
        Section("TLS", TLSSettings.settings),
        Section("Access", AccessSettings.settings),
        Section("Roles", RoleSettings.settings),
        Section("Operations", OperationsSettings.settings),
        Section("Logging", LoggingSettings.settings),
    ]

    /// The keys of all sections.
    static let settings = sections.flatMap(\.settings)

    /// The keys by name.
    static let settingsByName = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0) })

    /// Keys that belong together in the help text and the example file.
    struct Section: Sendable {
        /// The heading.
        let title: String
        /// The keys.
        let settings: [Setting]

        /// A heading and its keys.
        init(_ title: String, _ settings: [Setting]) {
            self.title = title
            self.settings = settings
        }
    }
}
