internal import Glibc

/// The socket of a program that `ChildProcess` started, from its side. Calls block.
public enum ParentSocket {
    /// How much is read at a time.
    private static let blockSize = 1 << 16

    /// Waits for octets and gives them to `body`; `false` when there will be none.
    public static func receive(_ body: (RawSpan) -> Void) -> Bool {
        unsafe withUnsafeTemporaryAllocation(byteCount: blockSize, alignment: 16) { memory in
            var count = -1
            repeat {
                count = unsafe read(STDIN_FILENO, memory.baseAddress, memory.count)
            } while count < 0
                && errno == EINTR
            guard count > 0 else { return false }
            // Sound: the kernel wrote `count` bytes, and the view does not outlive this call.
            body(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count])))
            return true
        }
    }

    /// Sends octets; `false` when nobody is there to take them.
    public static func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[sent...])
                return unsafe Glibc.send(STDOUT_FILENO, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
