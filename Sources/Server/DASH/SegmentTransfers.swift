import Bytes
import HTTP
import Packaging

/// Segments that are sent while they are made: each part goes to all who load its segment, as a chunk, when it is there.
struct SegmentTransfers {
    /// One download.
    private struct Transfer {
        let responder: Responder
        let rendition: RenditionName
        /// The segment, and how many of its parts were sent.
        let segment: Int
        var sent = 0
    }

    /// Those that are under way.
    private var transfers: [Transfer] = []

    /// How many there are.
    var count: Int { transfers.count }

    /// Begins to send a segment, with what there is of it.
    mutating func begin(_ segment: Int, of rendition: RenditionSnapshot, to responder: Responder) {
        responder.respond(
            Response(
                .ok,
                fields: [
                    "content-type": "\(rendition.kind.name)/mp4", "cache-control": CachePolicy.forever.field,
                ], body: .pieces(length: nil)))
        var transfer = Transfer(responder: responder, rendition: rendition.name, segment: segment)
        if !Self.send(&transfer, of: rendition) { transfers.append(transfer) }
    }

    /// Sends what is new; ends those whose segments have ended.
    mutating func follow(_ snapshot: StreamSnapshot) {
        for index in transfers.indices.reversed() {
            guard let rendition = snapshot.rendition(transfers[index].rendition) else { continue }
            if Self.send(&transfers[index], of: rendition) { transfers.remove(at: index) }
        }
    }

    /// Breaks all off: what they were of is no more.
    mutating func abort() {
        for transfer in transfers { transfer.responder.abort() }
        transfers = []
    }

    /// Sends what is new; whether that was all.
    private static func send(_ transfer: inout Transfer, of rendition: RenditionSnapshot) -> Bool {
        guard let segment = rendition.segment(transfer.segment) else {
            transfer.responder.abort()
            return true
        }
        for part in segment.parts.dropFirst(transfer.sent) { transfer.responder.send(part.bytes) }
        transfer.sent = segment.parts.count
        guard segment.isFinished || rendition.isEnded else { return false }
        transfer.responder.finish()
        return true
    }
}
