/// Whose word a client takes for who a server is.
public enum TLSTrust: Hashable, Sendable {
    /// Authorities that the system trusts.
    case system
    /// Certificates in a file in PEM: the server's own, or those that signed it.
    case file(String)
    /// Whoever answers: for a server that makes its own certificate, on a way where nobody sits in between.
    case anybody
}
