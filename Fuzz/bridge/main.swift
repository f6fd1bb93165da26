import Bytes
import CodecBridge
import Fuzzing

fuzz { bytes in
    var reader = BridgeReader()
    // In two pieces, so that a message may end in the second.
    let middle = bytes.byteCount / 2
    for piece in [0..<middle, middle..<bytes.byteCount] {
        reader.handle(bytes.extracting(piece))
        while let message = reader.pollMessage() {
            var again = BridgeReader()
            again.handle(message.bytes.bytes)
            precondition(again.pollMessage() == message)
        }
    }
}
