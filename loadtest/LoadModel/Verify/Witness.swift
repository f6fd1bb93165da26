internal import Bytes
internal import CSRTP
internal import SRTP

/// Opens what a viewer is sent a second time, with libsrtp2, which is not ours, and compares.
@safe final class Witness {
    /// Its session.
    private let session: srtp_t
    /// Where it opens packets; libsrtp2 does so in place.
    private var buffer: [UInt8] = []
    /// Packets that both opened, to the same payload.
    private(set) var agreed: UInt64 = 0
    /// Packets that only we opened, or to something else.
    private(set) var differed: UInt64 = 0
    /// Packets whose payload is none that our publishers sent.
    private(set) var foreign: UInt64 = 0

    /// One that opens what the server of a session seals; `nil` where libsrtp2 does not know the profile.
    ///
    /// `material` is what DTLS exported: the client's key and the server's, then the salts (RFC 5764 §4.2).
    init?(_ profile: SRTPProfile, material: [UInt8], sealedByServer: Bool) {
        guard Self.isReady, material.count == profile.materialCount else { return nil }
        let keyStart = sealedByServer ? profile.keyCount : 0
        let saltStart = 2 * profile.keyCount + (sealedByServer ? profile.saltCount : 0)
        var master = Array(material[keyStart..<keyStart + profile.keyCount])
        master += material[saltStart..<saltStart + profile.saltCount]
        var policy = unsafe srtp_policy_t()
        let theirs = srtp_profile_t(UInt32(profile.rawValue))
        unsafe srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, theirs)
        unsafe srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, theirs)
        unsafe policy.ssrc.type = ssrc_any_inbound
        unsafe policy.window_size = 1024
        var session: srtp_t?
        let status = unsafe master.withUnsafeMutableBufferPointer { master in
            unsafe policy.key = master.baseAddress
            return unsafe srtp_create(&session, &policy)
        }
        guard status == srtp_err_status_ok, let session = unsafe session else { return nil }
        unsafe self.session = session
    }

    deinit {
        _ = unsafe srtp_dealloc(session)
    }

    /// Whether libsrtp2 can be used.
    private static let isReady = starling_srtp_begin() != 0

    /// Opens a sealed packet, and compares the end of it with the payload that we found there. Without one, which is a
    /// packet that came twice, libsrtp2 only keeps count.
    ///
    /// The end, since a retransmission has been made the packet that it repeats: its payload is what stays.
    func compare(_ sealed: RawSpan, with payload: RawSpan?) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(sealed)
        var count = Int32(clamping: buffer.count)
        let status = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe srtp_unprotect(session, buffer.baseAddress, &count)
        }
        guard let payload else { return }
        let start = Int(count) - payload.byteCount
        guard status == srtp_err_status_ok, start >= 0 else { return differed += 1 }
        let opened = buffer
        if opened.bytes.extracting(start..<Int(count)).hasSameBytes(as: payload) {
            agreed += 1
        } else {
            differed += 1
        }
    }

    /// Takes note of a payload that none of our publishers sent.
    func noteForeign() {
        foreign += 1
    }
}
