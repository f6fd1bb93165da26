/// What one method does at one path, as a description of the API lists it.
public struct Route: Hashable, Sendable {
    /// The method.
    public let method: Method
    /// The path with its parameters in braces: `/whip/{stream}/{session}`.
    public let pattern: String
    /// Who may ask.
    public let access: Access

    /// Who may ask for a route.
    public enum Access: Hashable, Sendable {
        /// Everyone, from any web page too; the route itself may still want a key.
        case open
        /// Whoever the operator trusts, and no page of another origin: beside a key, being on the same machine
        /// may count as trust, and a browser there shows other people's pages.
        case admin
    }
}
