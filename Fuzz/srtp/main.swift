import Bytes
import Fuzzing
import SRTP

/// A receiver, and the sender whose packets it opens.
final class Ends {
    var sender: SRTPSender
    var receiver: SRTPReceiver

    init(_ profile: SRTPProfile, _ engine: SRTPEngine) {
        let material = [UInt8](repeating: 7, count: profile.materialCount)
        guard let keys = SRTPKeys(profile, material: material) else { fatalError("as long as it must be") }
        sender = SRTPSender(keys, as: .client, on: engine)
        receiver = SRTPReceiver(keys, as: .server, on: engine)
    }
}

let engines = [SRTPEngine.openSSL, SRTPEngine.best()]
let all = SRTPProfile.preferred.flatMap { profile in engines.map { Ends(profile, $0) } }
var sealed = [UInt8](repeating: 0, count: 20_000)
var opened = [UInt8](repeating: 0, count: 20_000)

/// What comes of a packet from the network, and of the same packet when it was sealed with the right keys.
fuzz { input in
    for ends in all {
        var slot = opened.mutableBytes
        _ = ends.receiver.open(input, into: &slot)
        _ = ends.receiver.openRTCP(input, into: &slot)

        var room = sealed.mutableBytes
        if let count = ends.sender.sealRTCP(input, into: &room) {
            guard
                case .opened(input.byteCount, _) = ends.receiver.openRTCP(
                    room.bytes.extracting(0..<count), into: &slot),
                slot.bytes.extracting(0..<input.byteCount).hasSameBytes(as: input)
            else { fatalError("what was sealed does not open") }
        }
        let headerCount = min(Int(input.byte(at: 0) ?? 0), input.byteCount)
        guard room.store(input, at: 0),
            let count = ends.sender.seal(
                input.extracting(headerCount..<input.byteCount), behind: headerCount, in: &room)
        else { continue }
        // The header may say that it is longer than what was taken for it: then it opens to something else, or not.
        _ = ends.receiver.open(room.bytes.extracting(0..<count), into: &slot)
    }
}
