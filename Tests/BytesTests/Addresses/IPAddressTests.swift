import Bytes
import Testing

struct IPAddressTests {
    @Test(
        "text is read and written in its canonical form",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("::", "::"), ("::1", "::1"), ("[::1]", "::1"), ("2001:DB8::1", "2001:db8::1"),
            // RFC 5952 §4.2.2: a single group of zeros is not shortened; §4.2.3: the longest, then the first, run is.
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("fe80:0:0:0:0:0:0:0", "fe80::"),
            ("::ffff:203.0.113.9", "203.0.113.9"), ("::ffff:cb00:7109", "203.0.113.9"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ])
    func roundTrip(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.+4", "1.2.3.4 ", ":", ":::", "1::2::3",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::+1",
            "fe80::1%eth0",
            "1.2.3.4::", "::1.2.3", "localhost", "1:", ":1",
        ])
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("families and special ranges are told apart")
    func properties() {
        #expect(IPAddress.loopbackV4.isLoopback && IPAddress.loopbackV6.isLoopback)
        #expect(IPAddress("127.9.8.7")?.isLoopback == true)
        #expect(IPAddress("128.0.0.1")?.isLoopback == false)
        #expect(IPAddress.anyV4.isUnspecified && IPAddress.anyV6.isUnspecified)
        #expect(IPAddress("169.254.1.1")?.isLinkLocal == true)
        #expect(IPAddress("fe80::1")?.isLinkLocal == true && IPAddress("fec0::1")?.isLinkLocal == false)
        #expect(IPAddress("239.1.2.3")?.isMulticast == true && IPAddress("240.0.0.0")?.isMulticast == false)
        #expect(IPAddress("ff02::1")?.isMulticast == true && IPAddress("fe80::1")?.isMulticast == false)
        #expect(IPAddress("1.2.3.4")?.v4 == 0x0102_0304)
        #expect(IPAddress("::102:304")?.v4 == nil)
    }

    @Test("a socket address brackets IPv6 as URLs do")
    func socketAddress() {
        #expect(SocketAddress(.loopbackV4, port: 80).description == "127.0.0.1:80")
        #expect(SocketAddress(.loopbackV6, port: 8080).description == "[::1]:8080")
    }
}
