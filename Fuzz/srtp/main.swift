import Bytes
import Fuzzing
import RTP
import SRTP

let engines = [SRTPEngine.openSSL, SRTPEngine.best()]
var sealed = [UInt8](repeating: 0, count: 20_000)
var opened = [UInt8](repeating: 0, count: 20_000)

/// Traps unless `opening` gave `plain` back in `slot`.
func check(_ opening: SRTPOpening, _ plain: RawSpan, in slot: RawSpan) {
    guard case .opened(plain.byteCount, _) = opening,
        slot.extracting(0..<plain.byteCount).hasSameBytes(as: plain)
    else { fatalError("what was sealed does not open: \(opening)") }
}

/// What comes of a packet from the network, and of the same packet when it was sealed with the right keys. The first
/// octet chooses profile and library.
fuzz { input in
    guard let choice = input.byte(at: 0) else { return }
    let packet = input.extracting(1...)
    let profile = SRTPProfile.preferred[Int(choice) % 3]
    let engine = engines[Int(choice) / 3 % 2]
    let material = [UInt8](repeating: 7, count: profile.materialCount)
    guard let keys = SRTPKeys(profile, material: material) else { fatalError("as long as it must be") }
    var sender = SRTPSender(keys, as: .client, on: engine)
    var receiver = SRTPReceiver(keys, as: .server, on: engine)

    var slot = opened.mutableBytes
    _ = receiver.open(packet, into: &slot)
    _ = receiver.openRTCP(packet, into: &slot)

    var room = sealed.mutableBytes
    if let count = sender.sealRTCP(packet, into: &room) {
        check(receiver.openRTCP(room.bytes.extracting(0..<count), into: &slot), packet, in: slot.bytes)
        let again = receiver.openRTCP(room.bytes.extracting(0..<count), into: &slot)
        guard again == .dropped(.replayed) else { fatalError("a packet opens twice") }
    }
    // A header that says it is longer than it is may not do harm, only come to nothing.
    let headerCount = RTPHeader(packet)?.byteCount ?? min(Int(choice), packet.byteCount)
    guard room.store(packet, at: 0),
        let count = sender.seal(
            packet.extracting(headerCount..<packet.byteCount), behind: headerCount, in: &room, rollover: 0)
    else { return }
    let opening = receiver.open(room.bytes.extracting(0..<count), into: &slot)
    if RTPHeader(packet) != nil { check(opening, packet, in: slot.bytes) }
}
