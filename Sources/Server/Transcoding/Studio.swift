import Bytes
import CodecBridge
import Runtime
import Timing

/// Has pictures made of keyframes, a transcoder each, few at once; it belongs to its loop's actor.
final class Studio {
    /// Takes what was made; `nil` when nothing was.
    typealias Reply = (Drawing.Outcome?) -> Void

    /// Starts transcoders.
    private let transcoders: Transcoders
    /// What waits for its turn.
    private var waiting: [(drawing: Drawing, reply: Reply)] = []
    /// How many are being made.
    private var atWork = 0
    /// What its owner is to be told, and what.
    private var replies: [(reply: Reply, outcome: Drawing.Outcome?)] = []

    /// How many are made at once: pictures can wait, and media goes first.
    private static let most = 2
    /// How many may wait.
    private static let mostWaiting = 64
    /// How long one may take: a sheet of hundreds of large keyframes on a busy machine.
    private static let limit = Duration.seconds(30)

    init(_ transcoders: Transcoders) {
        self.transcoders = transcoders
    }

    /// Has a picture made. The reply comes in a later call of `settle`.
    func draw(_ drawing: Drawing, reply: @escaping Reply) {
        guard waiting.count < Self.mostWaiting else { return replies.append((reply, nil)) }
        waiting.append((drawing, reply))
    }

    /// Begins what can be, and tells what is done. Call it at the end of the loop's turn.
    func settle() {
        while true {
            while atWork < Self.most, !waiting.isEmpty {
                let (drawing, reply) = waiting.removeFirst()
                begin(drawing, reply)
            }
            transcoders.settle()
            guard !replies.isEmpty else { return }
            let told = replies
            replies = []
            for (reply, outcome) in told { reply(outcome) }
        }
    }

    private func begin(_ drawing: Drawing, _ reply: @escaping Reply) {
        var outcome: Drawing.Outcome?
        let order = BridgeOrder.pictures(
            largest: drawing.largest, columns: drawing.columns, rows: drawing.rows)
        // What is to be drawn is in memory already, however much it is.
        let job = transcoders.start(order, limit: Self.limit, mostWaiting: .max) { [unowned self] event in
            switch event {
            case .message(.picture(let jpeg, let tile)):
                outcome = outcome ?? Drawing.Outcome(jpeg: ByteSlice(jpeg), tile: tile)
            case .message: break
            case .ended:
                atWork -= 1
                replies.append((reply, outcome))
            }
        }
        guard let job else { return replies.append((reply, nil)) }
        atWork += 1
        var format: BridgeFormat?
        for keyframe in drawing.keyframes {
            if format != keyframe.format { _ = job.send(.format(keyframe.format)) }
            format = keyframe.format
            _ = job.send(.unit(keyframe.unit))
        }
        _ = job.send(.end)
    }
}
