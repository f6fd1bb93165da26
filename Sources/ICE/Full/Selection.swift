/// The path that is used, with the credentials that it was found by: those of the session, or during a restart those
/// before it (RFC 8445 §9 keeps the old pair in use until there is a new one).
struct Selection {
    /// The path.
    let path: Path
    /// Whether the controlling agent chose it.
    var isNominated: Bool
    /// Our credentials for checks on it.
    let local: Credentials
    /// The peer's.
    let remote: Credentials
    /// Whether the peer still wants our packets.
    var consent: Consent
}
