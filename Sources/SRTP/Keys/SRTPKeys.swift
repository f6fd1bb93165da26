internal import Bytes

/// The master keys and salts of both directions, as DTLS exported them.
///
///     client key | server key | client salt | server salt        (RFC 5764 §4.2)
///
/// Kept only until a sender and a receiver were made of it: those hold what they need. The memory is wiped when
/// this goes away; the array it was made from is the caller's.
public struct SRTPKeys: ~Copyable {
    /// What the handshake agreed on.
    public let profile: SRTPProfile
    /// The exported octets.
    private let material: KeyMemory

    /// Takes apart what was exported with the label `EXTRACTOR-dtls_srtp`; `nil` when it has another length than
    /// the profile wants.
    public init?(_ profile: SRTPProfile, material: [UInt8]) {
        guard material.count == profile.materialCount else { return nil }
        self.profile = profile
        self.material = KeyMemory(copying: material.bytes)
    }

    /// Calls `body` with the master key and the master salt that `role` seals with.
    func withMaster<Value: ~Copyable>(
        of role: SRTPRole, _ body: (_ key: RawSpan, _ salt: RawSpan) -> Value
    ) -> Value {
        let keyStart = role == .client ? 0 : profile.keyCount
        let saltStart = 2 * profile.keyCount + (role == .client ? 0 : profile.saltCount)
        return body(
            material.bytes.extracting(keyStart..<(keyStart + profile.keyCount)),
            material.bytes.extracting(saltStart..<(saltStart + profile.saltCount)))
    }
}
