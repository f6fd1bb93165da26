import Bytes
import RTP
import Simulation
import Testing

/// All elements of a block, copied.
func elements(profile: UInt16, _ block: [UInt8]) -> [[UInt8]] {
    var extensions = HeaderExtensions(profile: profile, block: block.bytes)
    var elements: [[UInt8]] = []
    while let element = extensions.next() {
        elements.append([element.id] + [UInt8](element.value))
    }
    return elements
}

@Suite struct HeaderExtensionsTests {
    @Test(
        "one-byte elements are read, padding anywhere",
        arguments: [
            // ID=1 L=0, ID=2 L=1, pad, pad, ID=3 L=3: the figure of RFC 8285 §4.2.
            (
                [0x10, 0xA0, 0x21, 0xB0, 0xB1, 0, 0, 0x33, 0xC0, 0xC1, 0xC2, 0xC3],
                [[1, 0xA0], [2, 0xB0, 0xB1], [3, 0xC0, 0xC1, 0xC2, 0xC3]]
            ),
            ([0, 0, 0, 0x10, 0xA0, 0, 0, 0], [[1, 0xA0]]),
            ([0x10, 0xA0, 0xF0, 0xB0, 0x20, 0xC0], [[1, 0xA0]]),  // 15 ends the block
            ([0x10, 0xA0, 0x02, 0xB0, 0x20, 0xC0], [[1, 0xA0]]),  // 0 with a length ends it too
            ([0x10, 0xA0, 0x23, 0xB0], [[1, 0xA0]]),  // four octets announced, one there
            ([0x1F] + [UInt8](repeating: 7, count: 16), [[1] + [UInt8](repeating: 7, count: 16)]),
            ([], []),
        ] as [([UInt8], [[UInt8]])])
    func oneByte(block: [UInt8], expected: [[UInt8]]) {
        #expect(elements(profile: 0xBEDE, block) == expected)
    }

    @Test(
        "two-byte elements are read, empty ones too",
        arguments: [
            // ID=1 L=0, ID=2 L=1, pad, ID=200 L=4: after the figure of RFC 8285 §4.3.
            ([1, 0, 2, 1, 0xB0, 0, 200, 4, 1, 2, 3, 4], [[1], [2, 0xB0], [200, 1, 2, 3, 4]]),
            ([15, 1, 9], [[15, 9]]),
            ([1, 1, 9, 2], [[1, 9]]),
            ([1, 1, 9, 2, 2, 8], [[1, 9]]),
        ] as [([UInt8], [[UInt8]])])
    func twoByte(block: [UInt8], expected: [[UInt8]]) {
        #expect(elements(profile: 0x1000, block) == expected)
        #expect(elements(profile: 0x100F, block) == expected)
    }

    @Test(
        "a profile that is not of RFC 8285 reads as empty",
        arguments: [0, 0xBEDF, 0x1010, 0xABCD] as [UInt16])
    func otherProfile(profile: UInt16) {
        #expect(elements(profile: profile, [0x10, 0xA0]) == [])
    }

    @Test("the first element with an identifier is found")
    func find() {
        let block: [UInt8] = [0x10, 1, 0x20, 2, 0x20, 3]
        let extensions = HeaderExtensions(profile: 0xBEDE, block: block.bytes)
        var found: [UInt8]?
        if let value = extensions.value(of: 2) { found = [UInt8](value) }
        var missing: [UInt8]?
        if let value = extensions.value(of: 3) { missing = [UInt8](value) }
        #expect(found == [2] && missing == nil)
    }

    @Test("a block cut anywhere keeps only whole elements")
    func truncation() {
        let block: [UInt8] = [0x10, 0xA0, 0x21, 0xB0, 0xB1, 0x32, 0xC0, 0xC1, 0xC2]
        let whole = elements(profile: 0xBEDE, block)
        for count in 0..<block.count {
            let cut = elements(profile: 0xBEDE, Array(block.prefix(count)))
            #expect(cut == Array(whole.prefix(cut.count)) && cut.count < 3)
        }
    }

    @Test("damaged blocks never trap", arguments: [0xBEDE, 0x1000] as [UInt16])
    func mutations(profile: UInt16) {
        var count = 0
        for block in Mutations(of: [[0x10, 1, 0x21, 2, 3, 0, 0], [1, 0, 2, 1, 9, 40, 3, 1, 2, 3]]) {
            count += elements(profile: profile, block).count
        }
        #expect(count > 1000)
    }
}
