import Bytes
import Testing

@testable import Server

/// What peers are told to send to, on machines of several kinds.
@Suite struct AdvertisedAddressesTests {
    private static let lan = IPAddress(v4: 0xC0A8_0105)
    private static let wan = IPAddress(v4: 0xCB00_7109)
    private static let wan6 = IPAddress(high: 0x2001_0DB8_0000_0000, low: 7)
    private static let linkLocal = IPAddress(high: 0xFE80_0000_0000_0000, low: 1)
    private static let interfaces = [IPAddress.loopbackV4, lan, .loopbackV6, wan6, linkLocal]

    private func advertised(_ listen: [IPAddress], public named: [IPAddress] = []) -> AdvertisedAddresses {
        AdvertisedAddresses(listen: listen, public: named, interfaces: Self.interfaces)
    }

    @Test("a wildcard stands for the interfaces' addresses of its families, without loopback and link-local")
    func wildcards() {
        #expect(advertised([.anyV4]).entries.map(\.address) == [Self.lan])
        #expect(advertised([.anyV6]).entries.map(\.address) == [Self.lan, Self.wan6])
    }

    @Test("a machine with nothing but loopback advertises that")
    func loneLoopback() {
        let found = AdvertisedAddresses(
            listen: [.anyV4], public: [], interfaces: [.loopbackV4, .loopbackV6])
        #expect(found.entries.map(\.address) == [.loopbackV4])
        #expect(found.findings == [.loopbackOnly])
    }

    @Test("the default advertises both families of loopback, and says that nobody else can connect")
    func defaults() {
        let found = advertised([.loopbackV4, .loopbackV6])
        #expect(found.entries.map(\.address) == [.loopbackV4, .loopbackV6])
        #expect(found.findings == [.loopbackOnly])
    }

    @Test("a public address comes first and goes to the socket of its family")
    func publicAddress() {
        let found = advertised([.anyV4], public: [Self.wan])
        #expect(found.entries.map(\.address) == [Self.wan, Self.lan])
        #expect(found.entries.first?.listening == .anyV4)
        #expect(found.findings.isEmpty)
    }

    @Test("private addresses alone are worth a word")
    func privateOnly() {
        #expect(advertised([.anyV4]).findings == [.privateOnly])
        #expect(advertised([.anyV6]).findings.isEmpty)
    }

    @Test(
        "a public address that cannot work is left out with the reason",
        arguments: [
            (IPAddress.anyV4, "it is no address to send to"), (linkLocal, "it is link-local"),
            (wan6, "nothing listens beyond loopback with IPv6; add --listen ::"),
        ])
    func unusable(address: IPAddress, reason: String) {
        let found = advertised([.anyV4], public: [address])
        #expect(found.findings.first == .unusable(address, reason: reason))
        #expect(!found.entries.contains { $0.isPublic })
    }

    @Test("a socket on loopback gets nothing from a translator")
    func loopbackBehindTranslator() {
        let found = advertised([.loopbackV4], public: [Self.wan])
        #expect(
            found.findings == [
                .unusable(
                    Self.wan, reason: "nothing listens beyond loopback with IPv4; add --listen 0.0.0.0"),
                .loopbackOnly,
            ])
    }

    @Test("nothing to advertise is the worst")
    func nothing() {
        let found = AdvertisedAddresses(listen: [.anyV6], public: [], interfaces: [Self.linkLocal])
        #expect(found.findings == [.nothing])
    }
}
