internal import Bytes
internal import MP4
internal import Media

/// An initialisation section of a rendition.
struct Initialization: Sendable {
    /// Its number in the rendition, from 0 on.
    let number: Int
    /// What it tells.
    let configuration: CodecConfiguration
    /// Its octets.
    let bytes: ByteSlice

    init(number: Int, configuration: CodecConfiguration, timescale: Int64) {
        self.number = number
        self.configuration = configuration
        let track = Track(id: 1, timescale: UInt32(clamping: timescale), configuration: configuration)
        bytes = ByteSlice(InitializationSegment.bytes(for: [track]))
    }
}
