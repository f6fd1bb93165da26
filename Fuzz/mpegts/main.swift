import Bytes
import Fuzzing
import MPEGTS

fuzz { stream in
    var demultiplexer = Demultiplexer()
    var byteCount = 0
    var reader = ByteReader(stream)
    while !reader.isAtEnd {
        guard let piece = reader.read(min(1316, reader.remaining)) else { break }
        do throws(TransportFault) {
            try demultiplexer.handle(piece)
        } catch {
            return
        }
        while let output = demultiplexer.pollOutput() {
            if case .unit(let unit) = output { byteCount += unit.bytes.count }
        }
    }
    // A start code of three octets becomes a length of four.
    precondition(byteCount <= 2 * stream.byteCount)
}
