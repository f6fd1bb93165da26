import CSRTP
import Runtime
import SRTP
import Timing

/// libsrtp2's sealing, which is in place: the packet is copied for each, and that is counted.
@safe final class TheirSealing {
    private let sessions: [srtp_t]
    private var number: UInt16 = 0
    private var buffer = [UInt8](repeating: 0, count: 1400)

    init(_ profile: SRTPProfile) {
        unsafe sessions = (0..<Contestant.sessions).map { unsafe Self.session(profile, $0) }
    }

    deinit {
        for place in unsafe 0..<sessions.count { unsafe srtp_dealloc(sessions[place]) }
    }

    private static func session(_ profile: SRTPProfile, _ place: Int) -> srtp_t {
        var policy = unsafe srtp_policy_t()
        let theirs = srtp_profile_t(UInt32(profile.rawValue))
        unsafe srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, theirs)
        unsafe srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, theirs)
        unsafe policy.ssrc.type = ssrc_any_outbound
        unsafe policy.window_size = 128
        var master = Contestant.material(profile, place)
        var session: srtp_t?
        let status = unsafe master.withUnsafeMutableBufferPointer { master in
            unsafe policy.key = master.baseAddress
            return unsafe srtp_create(&session, &policy)
        }
        guard status == srtp_err_status_ok, let session = unsafe session else {
            fatalError("libsrtp2 makes sessions of these profiles")
        }
        return unsafe session
    }

    func round() -> Double {
        number += 1
        let packet = Contestant.packet(number)
        var sealed = 0
        let begin = Clock.now
        unsafe buffer.withUnsafeMutableBytes { buffer in
            for place in unsafe 0..<sessions.count {
                unsafe packet.withUnsafeBytes { unsafe buffer.copyMemory(from: $0) }
                var count = Int32(packet.count)
                if unsafe srtp_protect(sessions[place], buffer.baseAddress, &count) == srtp_err_status_ok {
                    sealed += 1
                }
            }
        }
        let end = Clock.now
        precondition(sealed == Contestant.sessions, "every packet was sealed")
        return Double(begin.duration(to: end).nanoseconds) / Double(Contestant.sessions)
    }
}
