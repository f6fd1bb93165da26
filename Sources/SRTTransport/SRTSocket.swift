internal import Bytes
internal import CSRT

/// A socket of libsrt's, which is closed with its owner.
struct SRTSocket: ~Copyable {
    /// The library's number of it.
    let number: Int32

    /// How many octets a message of a live connection has at most (SRT_LIVE_MAX_PLSIZE).
    static let longestMessage = 1456
    /// How many octets those have that we send: seven packets of a transport stream.
    private static let usualMessage = 1316

    /// Takes over a socket.
    init(owning number: Int32) {
        self.number = number
    }

    deinit { starling_srt_close(number) }

    /// Appends the next message to what came before it; `false` when there is none now.
    borrowing func receive(into bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.longestMessage))
        // Sound: there is room for a message behind `start`.
        let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe starling_srt_receive(
                number, buffer.baseAddress.map { unsafe $0 + start }, Int32(Self.longestMessage))
        }
        bytes.removeLast(Self.longestMessage - max(Int(count), 0))
        return count > 0
    }

    /// Sends octets as messages; whether all of them were taken. From any thread.
    static func send(_ bytes: RawSpan, at number: Int32) -> Bool {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            guard let message = reader.read(min(usualMessage, reader.remaining)) else { return false }
            // Sound: the library copies as many octets as there are.
            let sent = unsafe message.withUnsafeBytes { octets in
                unsafe starling_srt_send(
                    number, octets.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(octets.count))
            }
            guard sent > 0 else { return false }
        }
        return true
    }

    /// Takes the next caller that waits at a listener; `nil` when none does. Its socket is the caller's of this to own.
    static func accept(at listener: Int32) -> (number: Int32, caller: SRTCaller)? {
        var peer = starling_srt_address()
        var text = [CChar](repeating: 0, count: SRTStreamID.mostOctets + 1)
        // Sound: the text has as many octets as is said.
        let socket = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe starling_srt_accept(listener, &peer, buffer.baseAddress, Int32(buffer.count))
        }
        guard socket >= 0 else { return nil }
        let octets = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let caller = SRTCaller(peer: SocketAddress(peer), streamID: String(decoding: octets, as: UTF8.self))
        return (number: socket, caller: caller)
    }
}

extension SocketAddress {
    /// The address as our shim has it.
    init(_ address: starling_srt_address) {
        var address = address
        // Sound: sixteen octets are read from a field of sixteen.
        let (high, low) = unsafe withUnsafeBytes(of: &address.octets) { octets in
            unsafe (
                octets.loadUnaligned(as: UInt64.self),
                octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        self.init(
            IPAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low)), port: address.port)
    }

    /// The same for our shim.
    var shimmed: starling_srt_address {
        var address = starling_srt_address()
        address.port = port
        // Sound: sixteen octets are written to a field of sixteen.
        unsafe withUnsafeMutableBytes(of: &address.octets) { octets in
            unsafe octets.storeBytes(of: ip.high.bigEndian, as: UInt64.self)
            unsafe octets.storeBytes(of: ip.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }
}
