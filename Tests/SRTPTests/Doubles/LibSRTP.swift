import CSRTP

@testable import SRTP

/// A session of libsrtp2: what our own must agree with, octet for octet.
@safe final class LibSRTP {
    /// The library's session; one direction, all sources.
    private let session: srtp_t

    /// Whether the library can be used.
    private static let isBegun = starling_srtp_begin() != 0

    /// Seals, or opens, with the keys of `role`.
    init?(_ association: Association, keysOf role: SRTPRole, seals: Bool, encryptsRTCP: Bool = true) {
        guard Self.isBegun else { return nil }
        var policy = unsafe srtp_policy_t()
        let profile = srtp_profile_t(UInt32(association.profile.rawValue))
        guard
            unsafe srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, profile) == srtp_err_status_ok,
            unsafe srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, profile) == srtp_err_status_ok
        else { return nil }
        if !encryptsRTCP { unsafe policy.rtcp.sec_serv = sec_serv_auth }
        unsafe policy.ssrc.type = seals ? ssrc_any_outbound : ssrc_any_inbound
        unsafe policy.window_size = 1024
        unsafe policy.allow_repeat_tx = 1
        var master = Self.master(of: role, in: association)
        var made: srtp_t?
        let status = unsafe master.withUnsafeMutableBufferPointer { master in
            unsafe policy.key = master.baseAddress
            // Sound: the key must be there while the session is made, no longer.
            return unsafe srtp_create(&made, &policy)
        }
        guard status == srtp_err_status_ok, let made = unsafe made else { return nil }
        unsafe session = made
    }

    deinit {
        unsafe srtp_dealloc(session)
    }

    /// Key and salt in a row, as libsrtp2 wants them.
    private static func master(of role: SRTPRole, in association: Association) -> [UInt8] {
        let keyCount = association.profile.keyCount
        let saltCount = association.profile.saltCount
        let key = role == .client ? 0 : keyCount
        let salt = 2 * keyCount + (role == .client ? 0 : saltCount)
        return Array(
            association.material[key..<key + keyCount] + association.material[salt..<salt + saltCount])
    }

    func protect(_ packet: [UInt8]) -> [UInt8]? {
        unsafe change(packet) { unsafe srtp_protect(session, $0, &$1) }
    }

    func unprotect(_ packet: [UInt8]) -> [UInt8]? {
        unsafe change(packet) { unsafe srtp_unprotect(session, $0, &$1) }
    }

    func protectRTCP(_ packet: [UInt8]) -> [UInt8]? {
        unsafe change(packet) { unsafe srtp_protect_rtcp(session, $0, &$1) }
    }

    func unprotectRTCP(_ packet: [UInt8]) -> [UInt8]? {
        unsafe change(packet) { unsafe srtp_unprotect_rtcp(session, $0, &$1) }
    }

    /// Gives the library a packet to change in place, with room for what it adds.
    private func change(
        _ packet: [UInt8], by body: (UnsafeMutableRawPointer?, inout Int32) -> srtp_err_status_t
    ) -> [UInt8]? {
        var buffer = packet + [UInt8](repeating: 0, count: 160)
        var count = Int32(packet.count)
        let status = unsafe buffer.withUnsafeMutableBytes { buffer in
            // Sound: there is room for the longest trailer.
            unsafe body(buffer.baseAddress, &count)
        }
        return status == srtp_err_status_ok ? Array(buffer.prefix(Int(count))) : nil
    }
}
