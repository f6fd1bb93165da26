import Ingest
import Platform
import SRTTransport
import Timing

/// How encoders publish that do not speak WebRTC.
struct IngestSettings: Equatable, Sendable {
    /// The port of RTMP; `nil` is 1935 if that is free.
    var rtmpPort: Int?
    /// The port of RTMP over TLS; `nil` is none.
    var rtmpsPort: UInt16?
    /// Whether RTMP is taken at all.
    var rtmp = Taken.on
    /// Whether SRT is taken at all.
    var srt = Taken.on
    /// The port of SRT; `nil` is 8890 if that is free.
    var srtPort: Int?
    /// What callers encrypt with, and how long the key is that is made of it.
    var srtPassphrase: Secret?
    var srtKeyLength = KeyLength.aes128
    /// How long packets are held back.
    var srtLatency = Duration.milliseconds(120)
    /// What is done with B-frames.
    var outOfOrder = OutOfOrderPolicy.drop

    /// Whether a protocol is taken.
    enum Taken: String, CaseIterable, Sendable {
        case on
        case off
    }

    /// How long a key of AES is, in octets.
    enum KeyLength: String, CaseIterable, Sendable {
        case aes128 = "16"
        case aes192 = "24"
        case aes256 = "32"
    }

    /// The port that RTMP is known to have, and the one that SRT has with us.
    static let usualRTMPPort: UInt16 = 1935
    static let usualSRTPort: UInt16 = 8890

    /// How connections of SRT are made.
    var srtConnections: SRTSettings {
        SRTSettings(
            latency: srtLatency, passphrase: srtPassphrase?.text, keyLength: Int(srtKeyLength.rawValue) ?? 16)
    }

    /// The keys.
    static let settings = [
        Setting(
            "rtmp", \.ingest.rtmp, .choice(),
            "Whether OBS, ffmpeg and other encoders may publish by RTMP, to rtmp://HOST:1935/live/STREAM?key=KEY.",
            because: "most encoders know nothing else, and keys are asked for as they are over HTTP"),
        Setting(
            "rtmp-port", \.ingest.rtmpPort, .integer(in: 0...65535, or: "auto"),
            "TCP port of RTMP; auto is 1935 unless another program has that, 0 takes a free one.",
            because: "encoders try 1935 where no port is given"),
        Setting(
            "rtmps-port", optional: \.ingest.rtmpsPort, .port,
            "TCP port of RTMP over TLS, with the certificate of the secure HTTP port.",
            because: "it needs a certificate, and clients that trust it"),
        Setting(
            "srt", \.ingest.srt, .choice(),
            "Whether encoders may publish by SRT, to srt://HOST:8890?streamid=publish:STREAM?key=KEY, and others read streams "
                + "as read:STREAM.",
            because: "keys are asked for as they are over HTTP"),
        Setting(
            "srt-port", \.ingest.srtPort, .integer(in: 0...65535, or: "auto"),
            "UDP port of SRT; auto is 8890 unless another program has that, 0 takes a free one.",
            because: "no port is SRT's own, and this one others use as well"),
        Setting(
            "srt-passphrase", optional: \.ingest.srtPassphrase, .passphrase,
            "What all who come by SRT encrypt with. Who does not, or with another, is refused.",
            because: "it is one for all, and publish keys are asked for without it, too"),
        Setting(
            "srt-key-length", \.ingest.srtKeyLength, .choice(),
            "How many octets the key has that is made of srt-passphrase: that of AES-128, AES-192 or AES-256.",
            because: "128 bits are enough, and all encoders have them"),
        Setting(
            "srt-latency", \.ingest.srtLatency, .duration(in: .milliseconds(20)...Duration.seconds(10)),
            "How long packets of SRT are held back so that lost ones can be sent again; an encoder may ask for longer. Four "
                + "times the way there and back is usual.",
            because: "it is what SRT has, and enough for a way of 30 ms"),
        Setting(
            "bframes", \.ingest.outOfOrder, .choice(),
            "What is done with the B-frames of an encoder, which WebRTC has no way to show: drop leaves them out for viewers "
                + "over WebRTC, who get keyframes only where other pictures refer to them; reject ends the publisher.",
            because: "HLS, DASH and recordings have all pictures in any case"),
    ]
}

extension ValueKind where Value == Secret {
    /// What libsrt takes (SRTO_PASSPHRASE).
    fileprivate static let passphrase = ValueKind(
        placeholder: "PASSPHRASE", accepts: "10 to 79 visible ASCII characters without spaces",
        isSecret: true,
        read: { text in
            let isVisible = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return isVisible && (10...79).contains(text.utf8.count) ? Secret(text) : nil
        },
        write: { $0.text })
}
