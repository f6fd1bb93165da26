/// Formats of packets that we make ourselves.
extension MediaFormat {
    /// H.264 in packetization mode 1, of the profile that a decoder configuration names.
    public static func h264(
        profile: UInt8, constraints: UInt8, level: UInt8, payloadType: UInt8
    ) -> MediaFormat {
        let name = H264Parameters.text([profile, constraints, level])
        return MediaFormat(
            RTPMap(payloadType: payloadType, encoding: "H264", clockRate: 90_000),
            parameters: FormatParameters(
                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=\(name)"))
    }

    /// Opus, of whatever channels.
    public static func opus(payloadType: UInt8) -> MediaFormat {
        MediaFormat(RTPMap(payloadType: payloadType, encoding: "opus", clockRate: 48_000, channels: 2))
    }
}
