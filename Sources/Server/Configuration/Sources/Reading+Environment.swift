extension Reading {
    /// Reads the variables that begin with `STARLING_`.
    ///
    /// An empty variable counts as none, since compose files pass on what is not set as an empty one. A key with
    /// several values takes them with commas between.
    init(environment: [String: String]) {
        let settings = Dictionary(uniqueKeysWithValues: Configuration.settings.map { ($0.variable, $0) })
        let known = settings.keys + [Arguments.fileVariable]
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("STARLING_") {
            let origin = Origin.variable(name)
            if let setting = settings[name] {
                for text in Self.values(in: value, of: setting) { assign(text, to: setting, at: origin) }
            } else if name != Arguments.fileVariable, !Self.isMadeByKubernetes(name) {
                add(.unknownKey(nearest: name.nearest(in: known)), at: origin)
            }
        }
    }

    /// The values in a variable.
    private static func values(in text: String, of setting: Setting) -> [String] {
        guard setting.isRepeatable else { return text.isEmpty ? [] : [text] }
        return text.split(separator: ",").map(\.trimmed)
    }

    /// Whether Kubernetes sets the variable in every pod beside a Service named `starling`
    /// (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables). None of our keys
    /// may be named so, which a test holds.
    static func isMadeByKubernetes(_ name: String) -> Bool {
        name == "STARLING_PORT" || name.hasPrefix("STARLING_PORT_") || name.hasPrefix("STARLING_SERVICE_")
    }
}
