/// Why a viewer gets the layer that it gets.
public enum LayerReason: String, Hashable, Sendable {
    /// It is the best there is, or the only one.
    case best
    /// Its path carries no better one.
    case bandwidth
    /// A better one was tried and did not fit; it is tried again later.
    case patience
    /// Its client asked for no more.
    case asked
}
