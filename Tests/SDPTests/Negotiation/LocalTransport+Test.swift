import Simulation

@testable import SDP

extension LocalTransport {
    /// A server's transport, as the golden answers have it: UDP over both families, and passive TCP.
    static let server = LocalTransport(
        credentials: ICECredentials(ufrag: "EsAw", password: "P2uYro0UCOQ4zxjKXaWCBui1"),
        candidates: [
            Candidate(foundation: "1", priority: 2_130_706_431, address: "203.0.113.1", port: 8189),
            Candidate(foundation: "2", priority: 2_130_706_175, address: "2001:db8::1", port: 8189),
            Candidate(
                foundation: "3", transport: .tcp, priority: 1_671_430_143, address: "203.0.113.1", port: 8189,
                tcpType: .passive),
        ],
        fingerprints: [Fingerprint(.sha256, Array(0..<32))])

    /// A full agent's transport, which trickles nothing.
    static let client = LocalTransport(
        credentials: ICECredentials(ufrag: "cLnt", password: "abcdefghijklmnopqrstuv"), candidates: [],
        fingerprints: [Fingerprint(.sha256, Array(32..<64))], isLite: false)
}

extension Answerer {
    /// Answers a text, always with the same random numbers.
    func answer(text: String, seed: UInt64 = 1) throws -> Answer {
        var generator = SeededGenerator(seed: seed)
        return try answer(SessionDescription(parsing: text), using: &generator)
    }

    /// Answers as the server of the golden answers does.
    static func server(_ purpose: SessionPurpose) -> Answerer {
        var answerer = Answerer(purpose, transport: .server)
        answerer.streamName = "room"
        return answerer
    }
}

extension Vector {
    /// What the offer is for.
    var purpose: SessionPurpose { name.contains("play") ? .play : .publish }

    /// Our answer to it.
    var answer: Answerer.Answer {
        get throws { try Answerer.server(purpose).answer(text: text) }
    }
}

/// A small offer that tests change line by line.
enum SmallOffer {
    /// What every section says of the transport.
    static let transport = """
        a=ice-ufrag:abcd
        a=ice-pwd:abcdefghijklmnopqrstuv
        a=fingerprint:sha-256 \(FingerprintTests.pairs)
        a=setup:actpass
        a=rtcp-mux
        """

    /// One audio section with Opus and one video section with H.264, VP8 and RTX.
    static let publish = """
        v=0
        a=group:BUNDLE a v
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:a
        \(transport)
        a=sendonly
        a=rtpmap:111 opus/48000/2
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 98
        a=mid:v
        \(transport)
        a=sendonly
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 transport-cc
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:98 H264/90000
        a=fmtp:98 packetization-mode=1;profile-level-id=42e01f

        """

    /// The same, to be sent media.
    static let play = publish.replacing("sendonly", with: "recvonly")
}
