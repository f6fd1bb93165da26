import RTP
import Testing

@Suite struct ExtensionMapTests {
    @Test("an extension and its identifier find each other")
    func lookup() {
        var map = ExtensionMap()
        let added = [map.add(.mid, id: 3), map.add(.dependencyDescriptor, id: 255)]
        #expect(added == [true, true])
        #expect(map.kind(of: 3) == .mid && map.id(of: .dependencyDescriptor) == 255)
        #expect(map.kind(of: 4) == nil && map.id(of: .audioLevel) == nil)
    }

    @Test("neither an identifier nor an extension is given twice, and 0 and 15 are never given")
    func refuse() {
        var map = ExtensionMap()
        let added = [
            map.add(.mid, id: 3), map.add(.audioLevel, id: 3), map.add(.mid, id: 4),
            map.add(.audioLevel, id: 0),
            map.add(.audioLevel, id: 15),
        ]
        #expect(added == [true, false, false, false, false])
        #expect(map.kind(of: 4) == nil && map.id(of: .audioLevel) == nil)
    }

    @Test("every extension is known by its URI", arguments: ExtensionKind.allCases)
    func uri(kind: ExtensionKind) {
        var map = ExtensionMap()
        #expect(ExtensionKind(uri: kind.uri) == kind)
        let added = map.add(kind, id: 1)
        #expect(added && map.id(of: kind) == 1)
    }

    @Test("another URI is not known")
    func otherURI() {
        #expect(ExtensionKind(uri: "urn:3gpp:video-orientation:6") == nil)
    }
}
