internal import CSRT

/// Waits for sockets of libsrt's, which no poll of the kernel's knows.
struct SRTPoll: ~Copyable, Sendable {
    /// What a socket became ready for.
    struct Event {
        let socket: Int32
        let isReadable: Bool, isBroken: Bool
    }

    /// The library's number of it.
    private let number: Int32

    init() throws(SRTError) {
        number = starling_srt_poll_create()
        guard number >= 0 else { throw .unusable }
    }

    deinit { starling_srt_poll_free(number) }

    /// Waits for a socket as well, until that is closed. Whether it can.
    borrowing func add(_ socket: Int32) -> Bool { starling_srt_poll_add(number, socket) == 0 }

    /// Waits for a socket no more.
    borrowing func remove(_ socket: Int32) { starling_srt_poll_remove(number, socket) }

    /// Waits at most so long for any, and says which are ready, up to 64.
    borrowing func wait(milliseconds: Int32) -> [Event] {
        var events = [starling_srt_event](repeating: starling_srt_event(), count: 64)
        // Sound: the array has as many events as is said.
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe starling_srt_poll_wait(number, buffer.baseAddress, Int32(buffer.count), milliseconds)
        }
        return events.prefix(max(Int(count), 0)).map {
            Event(socket: $0.socket, isReadable: $0.is_readable != 0, isBroken: $0.is_broken != 0)
        }
    }
}
