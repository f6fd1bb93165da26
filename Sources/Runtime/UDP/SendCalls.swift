internal import CLinux
internal import Glibc

/// The two calls that sending needs, so that a test can be a kernel in any mood.
struct SendCalls {
    /// Sends the first messages of a batch: how many the kernel took, or an error number negated.
    let messages: (borrowing SendBatch, Int) -> Int
    /// Sends the first bytes of a batch's first message as one datagram: how many, or an error number negated.
    let part: (borrowing SendBatch, Int) -> Int

    /// The kernel's, for a socket that outlives them.
    static func socket(_ number: Int32) -> SendCalls {
        SendCalls(
            messages: { batch, count in
                // Sound: the batch holds as many messages as its sender asks for.
                let sent = unsafe starling_send_messages(number, batch.front, UInt32(count))
                return sent < 0 ? -Int(errno) : Int(sent)
            },
            part: { batch, length in
                let sent = unsafe starling_send_part(number, batch.front, UInt(length))
                return sent < 0 ? -Int(errno) : sent
            })
    }
}
