/// The payload types of the packets that we make ourselves. Each viewer's own is written over them.
public enum PayloadNumbers {
    /// H.264.
    public static let h264: UInt8 = 96
    /// Opus.
    public static let opus: UInt8 = 111
}
