extension CodecCapability {
    /// The format that offers this capability, as a browser would write it.
    func format(_ payloadType: UInt8, redundancyOf blocks: UInt8 = 0) -> MediaFormat {
        let (name, clockRate, channels): (String, UInt32, UInt8) =
            switch self {
            case .h264: ("H264", 90_000, 1)
            case .h265: ("H265", 90_000, 1)
            case .vp8: ("VP8", 90_000, 1)
            case .vp9: ("VP9", 90_000, 1)
            case .av1: ("AV1", 90_000, 1)
            case .opus: ("opus", 48_000, 2)
            case .pcmu: ("PCMU", 8_000, 1)
            case .pcma: ("PCMA", 8_000, 1)
            case .redundantAudio: ("red", 48_000, 2)
            case .telephoneEvent: ("telephone-event", 48_000, 1)
            case .parity: ("flexfec-03", 90_000, 1)
            }
        let map = RTPMap(payloadType: payloadType, encoding: name, clockRate: clockRate, channels: channels)
        return MediaFormat(map, parameters: FormatParameters(parameters(redundancyOf: blocks)))
    }

    /// The payload type that RFC 3551 §6 fixes for it.
    var fixedPayloadType: UInt8? {
        switch self {
        case .pcmu: 0
        case .pcma: 8
        default: nil
        }
    }

    /// The `fmtp` that offers it; levels as Chromium writes them.
    private func parameters(redundancyOf blocks: UInt8) -> String {
        switch self {
        case .h264(let profile, let mode):
            "level-asymmetry-allowed=1;packetization-mode=\(mode);profile-level-id="
                + H264Parameters.text([profile.bytes.idc, profile.bytes.constraints, 31])
        case .h265(let profile): "level-id=93;profile-id=\(profile);tier-flag=0;tx-mode=SRST"
        case .vp9(let profile): "profile-id=\(profile)"
        case .av1(let profile): "level-idx=5;profile=\(profile);tier=0"
        case .opus: "minptime=10;useinbandfec=1"
        case .redundantAudio: "\(blocks)/\(blocks)"
        case .telephoneEvent: "0-16"
        // In microseconds; it must be there, and browsers write ten seconds and do not look.
        case .parity: "repair-window=10000000"
        case .vp8, .pcmu, .pcma: ""
        }
    }
}
