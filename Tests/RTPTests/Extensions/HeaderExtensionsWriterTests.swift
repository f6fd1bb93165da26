import Bytes
import RTP
import Simulation
import Testing

@Suite struct HeaderExtensionsWriterTests {
    @Test("elements are headed, padded to a word and measured")
    func oneByte() {
        let bytes = [UInt8](capacity: 64) { writer in
            let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
            extensions.begin(1, byteCount: 1, to: &writer)
            writer.write(0xA0 as UInt8)
            extensions.begin(14, byteCount: 2, to: &writer)
            writer.write(0xB0B1 as UInt16)
            extensions.end(&writer)
        }
        #expect(bytes == [0xBE, 0xDE, 0, 2, 0x10, 0xA0, 0xE1, 0xB0, 0xB1, 0, 0, 0])
    }

    @Test("the two-byte form takes what the one-byte form cannot")
    func twoByte() {
        let bytes = [UInt8](capacity: 64) { writer in
            let extensions = HeaderExtensionsWriter(.twoByte, to: &writer)
            extensions.begin(200, byteCount: 0, to: &writer)
            extensions.begin(3, byteCount: 2, to: &writer)
            writer.write(0xB0B1 as UInt16)
            extensions.end(&writer)
        }
        #expect(bytes == [0x10, 0x00, 0, 2, 200, 0, 3, 2, 0xB0, 0xB1, 0, 0])
    }

    @Test("no extensions make an empty block")
    func empty() {
        let bytes = [UInt8](capacity: 4) { writer in
            let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
            extensions.end(&writer)
        }
        #expect(bytes == [0xBE, 0xDE, 0, 0])
    }

    @Test(
        "a form takes only what its fields can say",
        arguments: [
            (1, 1, true, true), (14, 16, true, true), (15, 1, false, true), (1, 17, false, true),
            (1, 0, false, true),
            (0, 1, false, false), (255, 255, false, true), (1, 256, false, false),
        ] as [(UInt8, Int, Bool, Bool)])
    func fits(id: UInt8, byteCount: Int, oneByte: Bool, twoByte: Bool) {
        #expect(HeaderExtensionsWriter.fits(id: id, byteCount: byteCount, in: .oneByte) == oneByte)
        #expect(HeaderExtensionsWriter.fits(id: id, byteCount: byteCount, in: .twoByte) == twoByte)
    }

    @Test("a buffer that is too short overruns and does not trap", arguments: 0..<12)
    func overrun(capacity: Int) {
        let bytes = [UInt8](capacity: capacity) { writer in
            let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
            extensions.begin(1, byteCount: 5, to: &writer)
            writer.writeZeros(5)
            extensions.end(&writer)
        }
        #expect(bytes == nil)
    }

    @Test("what is written is read back", arguments: [HeaderExtensionsWriter.Form.oneByte, .twoByte])
    func roundTrip(form: HeaderExtensionsWriter.Form) {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let written = (0..<generator.next() % 6).map { _ in
                [UInt8(1 + generator.next() % 14)] + generator.bytes(1 + Int(generator.next() % 16))
            }
            let bytes = [UInt8](capacity: 256) { writer in
                let extensions = HeaderExtensionsWriter(form, to: &writer)
                for element in written {
                    extensions.begin(element[0], byteCount: element.count - 1, to: &writer)
                    writer.write(Array(element[1...]).bytes)
                }
                extensions.end(&writer)
            }
            let profile: UInt16 = form == .oneByte ? 0xBEDE : 0x1000
            #expect(elements(profile: profile, Array((bytes ?? []).dropFirst(4))) == written)
        }
    }
}
