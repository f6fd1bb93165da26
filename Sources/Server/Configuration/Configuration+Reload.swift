extension Configuration {
    /// What a reload brings: the configuration to go on with, and what to tell the operator.
    struct Reload: Equatable, Sendable {
        /// The old configuration with the new values of all keys that can change while the server runs.
        var configuration: Configuration
        /// What counts from now on.
        var applied: [Change] = []
        /// What counts only after a restart.
        var pending: [Change] = []
    }

    /// A key whose value is another now, with both as an operator may see them.
    struct Change: Equatable, Sendable {
        /// The key.
        var key: String
        /// The value before.
        var old: String
        /// The value after.
        var new: String
    }

    /// Compares with the configuration that was read anew.
    func reload(to new: Configuration) -> Reload {
        var reload = Reload(configuration: self)
        for setting in Self.settings where !setting.isSame(self, new) {
            let change = Change(key: setting.name, old: setting.shown(self), new: setting.shown(new))
            switch setting.effect {
            case .onReload:
                setting.copy(new, &reload.configuration)
                reload.applied.append(change)
            case .onRestart:
                reload.pending.append(change)
            }
        }
        return reload
    }
}
