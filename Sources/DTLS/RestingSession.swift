/// What is kept of a session that has nothing more to do than to end: some hundred bytes.
struct RestingSession {
    /// Our goodbye, sealed while OpenSSL still could.
    let goodbye: [UInt8]
    /// What opens the peer's.
    let opener: AlertOpener
}
