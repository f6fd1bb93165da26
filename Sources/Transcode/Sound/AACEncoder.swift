internal import CAVCodec
internal import Media

/// Encodes samples of 48 kHz as AAC-LC. It owns an encoder of libavcodec.
@safe final class AACEncoder {
    /// The encoder, freed with its owner.
    private let encoder: OpaquePointer

    /// An encoder of two channels; `nil` when the library has none.
    init?(bitsPerSecond: Int) {
        guard let made = unsafe starling_aac_create(48_000, 2, bitsPerSecond) else { return nil }
        unsafe encoder = made
    }

    deinit {
        unsafe starling_aac_free(encoder)
    }

    /// Its AudioSpecificConfig.
    var record: [UInt8] {
        var bytes: UnsafePointer<UInt8>?
        let count = unsafe starling_aac_record(encoder, &bytes)
        // Sound: the octets are the encoder's as long as it lives, and copied at once.
        return unsafe count > 0 ? [UInt8](UnsafeBufferPointer(start: bytes, count: count)) : []
    }

    /// Takes as many samples as a unit has, the first of which is heard at `time`, and returns the units that are done.
    func encode(_ samples: ArraySlice<Float>, at time: Int64) -> [AccessUnit] {
        guard samples.count == AACConfiguration.samplesPerUnit * 2 else { return [] }
        // Sound: it reads as many samples as a unit has, which were counted.
        let code = unsafe samples.withUnsafeBufferPointer {
            unsafe starling_aac_encode(encoder, $0.baseAddress, time)
        }
        var units: [AccessUnit] = []
        while code == 0, let unit = next() { units.append(unit) }
        return units
    }

    private func next() -> AccessUnit? {
        var bytes: UnsafePointer<UInt8>?
        var time: Int64 = 0
        let count = unsafe starling_aac_receive(encoder, &bytes, &time)
        guard count > 0 else { return nil }
        // Sound: the octets are the encoder's up to its next call, and copied at once.
        let octets = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
        return AccessUnit(octets, decodeTime: time, duration: Int64(AACConfiguration.samplesPerUnit))
    }
}
