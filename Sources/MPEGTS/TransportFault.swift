/// Why a transport stream cannot be gone on with.
public enum TransportFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// No packets were found in what came.
    case notTransportStream
    /// A unit is longer than any that we take.
    case unitTooLong(limit: Int)
    /// The program has pictures or sound in a codec that we do not take.
    case unfit(String)
    /// The stream does not have the program that was asked for.
    case noProgram(UInt16)

    /// In a few words, for the operator.
    public var description: String {
        switch self {
        case .notTransportStream: "what came is no MPEG transport stream"
        case .unitTooLong(let limit): "a unit is longer than \(limit) octets"
        case .unfit(let codec): "\(codec) is not taken; send H.264 or H.265, and AAC or Opus"
        case .noProgram(let number): "there is no program \(number)"
        }
    }
}
