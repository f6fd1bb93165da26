import Bytes
import Fuzzing
import RTP

fuzz { packet in
    _ = VideoLayersAllocation(packet)
    _ = DependencyDescriptor(packet, structure: nil)
    guard let header = RTPHeader(packet) else { return }
    var extensions = header.extensions(in: packet)
    while let element = extensions.next() { _ = DependencyDescriptor(element.value, structure: nil) }
    guard let payload = header.payloadRange(in: packet) else { return }
    precondition(header.byteCount <= payload.lowerBound && payload.upperBound <= packet.byteCount)
}
