import CodecBridge
import Runtime
import Transcode

/// A transcoder: one job, for the server that started it, over the socket that is its standard input and output.
@main struct StarlingTranscoder {
    /// How many seconds of the processor one read may take: so long as hundreds of large keyframes.
    private static let allowance = 20

    static func main() {
        var transcoder = Transcoder(clock: { Clock.now })
        var reader = BridgeReader()
        ProcessorAllowance.allow(seconds: allowance)
        while !transcoder.isDone, !reader.isBroken, ParentSocket.receive({ reader.handle($0) }) {
            ProcessorAllowance.allow(seconds: allowance)
            while !transcoder.isDone, let message = reader.pollMessage() {
                transcoder.handle(message)
                while let answer = transcoder.pollMessage() {
                    guard ParentSocket.send(answer.bytes) else { return }
                }
            }
        }
    }
}
