import Bytes
import CZlib
import HTTP
import Simulation
import Testing

@Suite("Gzip (RFC 1952)")
struct GzipTests {
    @Test("what is packed unpacks to the same, whatever it is, with one packer for all")
    func roundTrip() {
        var gzip = Gzip()
        var random = SeededGenerator(seed: 7)
        for bytes in [
            [], [0], Array(repeating: 65, count: 100_000), random.bytes(70_000), Array("héllo".utf8),
        ] {
            let packed = gzip.pack(bytes.bytes) ?? []
            #expect(Array(packed.prefix(3)) == [0x1F, 0x8B, 8])  // RFC 1952 §2.3.1: ID1, ID2, CM = deflate
            #expect(unpacked(packed, capacity: bytes.count + 1) == bytes)
        }
    }

    @Test("repetition packs well at every level", arguments: [0, 1, 6, 9, 99])
    func levels(level: Int) {
        var gzip = Gzip(level: level)
        let packed = gzip.pack(Array(repeating: UInt8(1), count: 10_000).bytes)
        #expect(packed.map { $0.count < 200 } == true)
    }
}

/// What zlib makes of a gzip file; `nil` if it is none.
func unpacked(_ packed: [UInt8], capacity: Int) -> [UInt8]? {
    var stream = unsafe z_stream()
    let size = unsafe MemoryLayout<z_stream>.size
    guard unsafe inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(size)) == Z_OK else { return nil }
    defer { unsafe inflateEnd(&stream) }
    var packed = packed
    var result = Z_OK
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
        unsafe packed.withUnsafeMutableBufferPointer { source in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(source.count)
            unsafe stream.next_out = target.baseAddress
            unsafe stream.avail_out = UInt32(capacity)
            result = unsafe inflate(&stream, Z_FINISH)
            unsafe count = capacity - Int(stream.avail_out)
        }
    }
    return result == Z_STREAM_END ? bytes : nil
}
