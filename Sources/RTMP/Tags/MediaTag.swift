internal import Media

/// What a message of pictures or of sound says of its first track.
enum MediaTag: Hashable {
    /// How a decoder is set up.
    case configuration(Codec, [UInt8])
    /// A picture, or a piece of sound.
    case unit(Codec, isKeyframe: Bool, compositionTime: Int32, [UInt8])
    /// Something in a codec that we do not take, which an operator knows by this name.
    case unfit(String)
    /// Nothing that we have a use for.
    case nothing
}
