/// What somebody may do on a stage.
public enum StageRole: String, Hashable, Comparable, Sendable, CaseIterable {
    /// Sees and hears those on it, and may ask to join them.
    case viewer
    /// Is seen and heard.
    case guest
    /// Is seen and heard, and says who else is.
    case host

    /// Whether it is on the stage, and not before it.
    public var isOnStage: Bool { self != .viewer }

    /// Whether `left` may do less than `right`.
    public static func < (left: StageRole, right: StageRole) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .guest: 1
        case .host: 2
        }
    }
}
