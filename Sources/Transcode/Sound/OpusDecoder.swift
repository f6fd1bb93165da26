internal import COpus

/// Decodes Opus to samples of 48 kHz, left and right in turn. It owns a decoder of libopus.
@safe final class OpusDecoder {
    /// The decoder, freed with its owner.
    private let decoder: OpaquePointer
    /// Where it writes: the longest packet, 120 ms (RFC 6716 §3.2.5).
    private var samples = [Float](repeating: 0, count: 5760 * 2)

    /// A decoder at its beginning; `nil` when there is no memory for it.
    init?() {
        var error: Int32 = 0
        guard let made = unsafe opus_decoder_create(48_000, 2, &error) else { return nil }
        unsafe decoder = made
    }

    deinit {
        unsafe opus_decoder_destroy(decoder)
    }

    /// The samples of a packet; `nil` for one that cannot be right.
    func decode(_ packet: [UInt8]) -> [Float]? {
        // Without octets it would make up what was lost.
        guard !packet.isEmpty, packet.count <= Int(Int32.max) else { return nil }
        // Sound: it reads the packet's octets, and writes as many samples of each channel as it is told that there is room for.
        let count: Int32 = unsafe packet.withUnsafeBufferPointer { octets in
            unsafe samples.withUnsafeMutableBufferPointer { room in
                guard let start = room.baseAddress else { return 0 }
                return unsafe opus_decode_float(
                    decoder, octets.baseAddress, Int32(octets.count), start, Int32(room.count / 2), 0)
            }
        }
        return count > 0 ? Array(samples[..<(Int(count) * 2)]) : nil
    }
}
