import COpenSSL
import Crypto
import Testing
import Timing

@testable import DTLS

/// Peers that are not configured as we are.
@Suite struct ForeignPeerTests {
    @Test("a peer with an RSA certificate is fine, in both roles", arguments: [false, true])
    func rsa(isServer: Bool) throws {
        let rsa = try DTLSIdentity(
            Certificate(pem: Array(Self.certificate.utf8), keyPEM: Array(Self.key.utf8)))
        let pair = try isServer ? DTLSPair(server: rsa) : DTLSPair(client: rsa)
        #expect(pair.connect().isEstablished)
    }

    @Test("AES-256 suites work, also at rest")
    func aes256() throws {
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        #expect(unsafe SSL_CTX_set_cipher_list(identity.context, "ECDHE-ECDSA-AES256-GCM-SHA384") == 1)
        let pair = try DTLSPair(client: identity).connect()
        #expect(pair.isEstablished)
        pair.run(for: .seconds(11))
        pair.client.close(at: pair.now)
        pair.drain()
        pair.run(for: .seconds(1))
        #expect(pair.serverEvents.last == .closed)
    }

    @Test("a peer without a certificate is refused")
    func noCertificate() throws {
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        unsafe SSL_CTX_set_cert_cb(
            identity.context,
            { session, _ in
                unsafe SSL_certs_clear(session)
                return 1
            }, nil)
        let pair = try DTLSPair(client: identity).connect()
        guard case .failed(.refused(_, let reason))? = pair.serverEvents.first else {
            Issue.record("\(pair.serverEvents)")
            return
        }
        #expect(reason.contains("certificate"))
    }

    @Test("DTLS 1.0 is refused, and the peer is told why")
    func version10() throws {
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        let context = unsafe identity.context
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(DTLS1_VERSION), nil)
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(DTLS1_VERSION), nil)
        #expect(unsafe SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0") == 1)
        let pair = try DTLSPair(client: identity).connect()
        guard case .failed(.refused(.awaitingClientHello, let reason))? = pair.serverEvents.first else {
            Issue.record("\(pair.serverEvents)")
            return
        }
        #expect(reason.contains("unsupported protocol"))
        #expect(pair.client.lastError?.contains("protocol version") == true)
    }

    @Test(
        "whichever group a peer prefers, there is one in common",
        arguments: ["X25519:P-256", "P-256", "P-384:P-256"])
    func groups(name: String) throws {
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        #expect(unsafe starling_dtls_set_groups(identity.context, name) == 1)
        #expect(try DTLSPair(client: identity).connect().isEstablished)
    }

    @Test("a suite without AES-GCM is none in common")
    func cbc() throws {
        let identity = try DTLSIdentity(DTLSPair.certificates.client)
        #expect(unsafe SSL_CTX_set_cipher_list(identity.context, "ECDHE-ECDSA-AES128-SHA256") == 1)
        let pair = try DTLSPair(client: identity).connect()
        guard case .failed(.refused(_, let reason))? = pair.serverEvents.first else {
            Issue.record("\(pair.serverEvents)")
            return
        }
        #expect(reason.contains("no shared cipher"))
    }

    /// A certificate of RSA 2048 made for this test with the `openssl` command, and its key: a secret of nobody's.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIDBzCCAe+gAwIBAgIUem74XHKtvH/EaYwlJ691WtNBL0wwDQYJKoZIhvcNAQEL
        BQAwEzERMA8GA1UEAwwIcnNhLXBlZXIwHhcNMjYxMTIxMDc0NzUyWhcNMzYxMTE4
        MDc0NzUyWjATMREwDwYDVQQDDAhyc2EtcGVlcjCCASIwDQYJKoZIhvcNAQEBBQAD
        ggEPADCCAQoCggEBAN4cam+Ry0ldeNErnunhlCHdtWlqkPiHgrVMK3MvhacP1i3I
        KP/fZfp7VuUp7dS4KpW9zF2ojt6cQYze5MZnPFH+zKtFr0f1+9xN0tj35PZrN/Ch
        yeWyXt0o2syZzkZwilbQWi2aVRMxQtcl2MZmFVQoUsH6WLqLlmU2HtunqnBxfJRI
        aaSZoWZJBd04Z5qrjAyFnTeQQ3SxMkKv61oL34w23NZ40RDLiM5q7tG06Kds3bPx
        ag5mxwguaqh4R1W0U5ZnhRNUEZebXqfVBJtFC0Nxi9w7i3Luj2eiYcUC9CAR/DcK
        80vFM+0L9NKCfw7WVU7DSiQti65mu6biRI9PHzUCAwEAAaNTMFEwHQYDVR0OBBYE
        FOQw46a06ftoR6eyq9nNGGGMumzIMB8GA1UdIwQYMBaAFOQw46a06ftoR6eyq9nN
        GGGMumzIMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBALreFj+a
        gm1hp+Ul1JkumISuknanYLamBDB0UPXehXCzMuNaww0DS2nCc9+OW08EfyQPHgtB
        MJ2Hq8xWpcjJZSbY+Pbj5n//RubbpXDMp8c+dv0wGd5JZiBnVbHYQC8vpTK+y2y2
        wlJAYXF2RwXZLi1dtxluCGJPWQE6ns53AmgwRbZmNwVlrFksoc3vfQPd+aF/GKB2
        cJSSbc450UtRat4A7ApEv64sFa0Hth1oqXD9xbOLTkYO9sZm7pS0GvAQwXMpO2Tw
        vB3LvbpQ2vUduUWt56FRlIr33DGOMyBDJH32hGjkJrGbaOVdPb2dthsr+42kGES1
        B0p5QWj95sVGuTE=
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDeHGpvkctJXXjR
        K57p4ZQh3bVpapD4h4K1TCtzL4WnD9YtyCj/32X6e1blKe3UuCqVvcxdqI7enEGM
        3uTGZzxR/syrRa9H9fvcTdLY9+T2azfwocnlsl7dKNrMmc5GcIpW0FotmlUTMULX
        JdjGZhVUKFLB+li6i5ZlNh7bp6pwcXyUSGmkmaFmSQXdOGeaq4wMhZ03kEN0sTJC
        r+taC9+MNtzWeNEQy4jOau7RtOinbN2z8WoOZscILmqoeEdVtFOWZ4UTVBGXm16n
        1QSbRQtDcYvcO4ty7o9nomHFAvQgEfw3CvNLxTPtC/TSgn8O1lVOw0okLYuuZrum
        4kSPTx81AgMBAAECggEAA0iu3tiOa/0ZtH7PcZTvmx2C5BqLr5Kaq/aLTtksMM5P
        PHaEHXfWETAt/PRE+0siLlF1+StThwns3HNwJAPBEXWvqbmKRFY086iaxcJCILzX
        J2TPpazcbbwQ70tq/19I7e6p0dz8/RbjdxIkR7lUuxDGOcyV75aK9EYzRf+GuJ+4
        AXLVWifcamaKqLbiPn3EZ4VlS4vymP8blq+vW7XGFSbUKrL2wXM0Mjo2r7/v9YhL
        b64O1vxJ6lk61J/M01qHy2ZL6NjZOSh9TGOFHqOjGC3y9zaI1qtDU83z9PCogC6T
        hppuUo0Yl5rvWcKHsj7DU4w3u5AWVbAIAZV8Zq5DswKBgQD0zrhbh0Agrjg+K13s
        VZLBg600onaDyh8OvKqbFkjQSu1DetOEpA622e4i0bw9Eu5ke+QnPGJhCoS2W4fj
        zjF2Gtkku9wWxPuHFMchBMK3BFFCDpn1yPkRRgER+FNdj3t95dWc9vpszWF+8bKH
        l4i1SVrsGPJuxJfqm/ThCZYCYwKBgQDoRA0FY+DizME7SxzeOlLGcUvgdvh5bjey
        1d5gX5LaoPEvNExhkNi+GLulaPvxp1N2He7PsEe+EuI9VcgV1PNiMw/0Z6YSndNE
        RYrPEgiWC50KOHbin8cwOkj7jGA6x7/4erv3Wz4SVP3ctK26sG8NxDxbY7AyoNhY
        1ACeGqS/hwKBgQCDGvqMuiBT4DnqwZrpaOLRlE18dM13wxVi9ROBPyv7sUTj8LG6
        xYnDz27DYwOmya62TctgX+xoABQW/WoHTHQcxkAodhtmblQugagrPLty/HLwJ5W4
        lcsdvxnvn8g1wRPn1uDR0UtIXa2rKJHuH+9s9z4kVy/utoaNdLxukI2v9QKBgESe
        pkIraetXltcPr+2vyXi7TDF6tJobh/Ub3mEWm2pgFiFeEBrbEk3HPNj3lUelqbDB
        0yYk7G0pYxG/4CcjDOy8LUCFxrjFS/9llEbtCwBZWgIFAIqfrdd/wMQgiuWS0hJ1
        IEdJ+6Kq3X1xG8qGCalFipdtckbi4kgMCkqrkHTNAoGAJQjA2mGVRk4BpWRVsjql
        QH0Amrvp4jerfTXD2YqNLJUnI8+diRCTe2h282mGtLMqsjymuOKeSbkFxiXoTMCy
        quWs/CzPVx5ZJKSE0tafONlPnN8Pc5335OA233dIVwObyyKjI5/h9AJ4SvzCY8iT
        qdhYMO1dKXnCDQJ7O/7Qht0=
        -----END PRIVATE KEY-----
        """
}
