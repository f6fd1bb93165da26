/// What became of a fragment.
public enum FragmentAnswer: Hashable, Sendable {
    /// Its candidates were taken, as far as they are of use.
    case trickled
    /// ICE begins anew: our new credentials and candidates as a fragment of SDP, and the tag that names them.
    case restarted(fragment: String, tag: String)
}
