/// A message of RTMP, whole.
struct Message: Hashable, Sendable {
    /// What messages are for (RTMP 1.0 §5.4, §6.2, §7.1). Type 7 is for servers among themselves.
    enum Kind: UInt8, Hashable, Sendable {
        case setChunkSize = 1
        case abort = 2
        case acknowledgement = 3
        case userControl = 4
        case windowAcknowledgementSize = 5
        case setPeerBandwidth = 6
        case audio = 8
        case video = 9
        case dataAMF3 = 15
        case sharedObjectAMF3 = 16
        case commandAMF3 = 17
        case dataAMF0 = 18
        case sharedObjectAMF0 = 19
        case commandAMF0 = 20
        case aggregate = 22
    }

    /// What it is for.
    var kind: Kind
    /// The stream that it belongs to; 0 for the connection itself.
    var streamID: UInt32 = 0
    /// When it is meant for, in milliseconds of the sender's clock, modulo 2^32.
    var timestamp: UInt32 = 0
    /// What it says.
    var payload: [UInt8]
}
