internal import Bytes

/// A command of RTMP: a name, the number of the transaction that answers it, an object, and what else there is
/// (RTMP 1.0 §7.2).
struct Command: Hashable, Sendable {
    /// What is wanted, or `_result`, `_error` or `onStatus`.
    var name: String
    /// By what its answer is told; 0 when none is wanted.
    var transaction: Double
    /// What it says, the command object first.
    var arguments: [AMFValue]

    init(_ name: String, transaction: Double = 0, _ arguments: [AMFValue]) {
        self.name = name
        self.transaction = transaction
        self.arguments = arguments
    }

    /// Reads a command; `nil` when it is none.
    init?(_ payload: [UInt8], isAMF3: Bool) {
        // Commands of AMF 3 are of AMF 0 behind an octet, unless a client asks for more, which none does.
        guard let values = AMFReader.all(in: payload.bytes.extracting(droppingFirst: isAMF3 ? 1 : 0)),
            let name = values.first?.text
        else { return nil }
        self.name = name
        transaction = values.count > 1 ? values[1].number ?? 0 : 0
        arguments = Array(values.dropFirst(2))
    }

    /// The message.
    func message(streamID: UInt32 = 0) -> Message {
        var payload: [UInt8] = []
        for value in [.string(name), .number(transaction)] + arguments { value.write(to: &payload) }
        return Message(kind: .commandAMF0, streamID: streamID, payload: payload)
    }

    /// What is said of a stream (§7.2.2).
    static func status(_ code: String, isError: Bool, _ description: String) -> Command {
        Command(
            "onStatus",
            [
                .null,
                .object([
                    .init("level", .string(isError ? "error" : "status")), .init("code", .string(code)),
                    .init("description", .string(description)),
                ]),
            ])
    }
}
