/// How connections are encrypted.
struct TLSSettings: Equatable, Sendable {
    /// Whether we make a certificate ourselves.
    enum Mode: String, CaseIterable, Sendable {
        /// We sign one ourselves and keep it in the data directory.
        case auto
        /// We make none; HTTPS is on only with the operator's own.
        case off
    }

    /// Where the certificate comes from.
    enum Certificate: Equatable, Sendable {
        /// Made and signed by ourselves.
        case selfSigned
        /// The operator's files, in PEM: a chain, and its key.
        case files(chain: String, key: String)
    }

    /// Whether we make a certificate.
    var mode = Mode.off
    /// The operator's certificate chain, as a path.
    var certificateFile: String?
    /// Its private key, as a path.
    var keyFile: String?

    /// The certificate to serve with; `nil` means no HTTPS.
    var certificate: Certificate? {
        if let certificateFile, let keyFile { return .files(chain: certificateFile, key: keyFile) }
        return mode == .auto ? .selfSigned : nil
    }

    /// The keys. Files are read again on every SIGHUP, so a renewed certificate needs no restart; another path does.
    static let settings = [
        Setting(
            "tls", \.tls.mode, .choice(),
            "auto serves HTTPS with a certificate that we sign ourselves and keep in the data directory.",
            because: "browsers warn of a certificate nobody vouches for, and loopback needs none"),
        Setting(
            "tls-certificate", optional: \.tls.certificateFile, .path,
            "PEM file with the certificate and its chain; serves HTTPS. SIGHUP reads it again.",
            because: "only you can have one"),
        Setting(
            "tls-key", optional: \.tls.keyFile, .path,
            "PEM file with the certificate's private key, without a passphrase. SIGHUP reads it again.",
            because: "only you can have one"),
    ]
}
