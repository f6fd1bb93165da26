import Fuzzing
import SDP
import Simulation

let transport = LocalTransport(
    credentials: ICECredentials(ufrag: "abcd", password: "abcdefghijklmnopqrstuv"), candidates: [],
    fingerprints: [Fingerprint(.sha256, [UInt8](repeating: 7, count: 32))])

fuzz { input in
    _ = try? ICEFragment(parsing: input)
    guard let offer = try? SessionDescription(parsing: input) else { return }
    for purpose in [SessionPurpose.publish, .play] {
        var generator = SeededGenerator(seed: 1)
        guard let answer = try? Answerer(purpose, transport: transport).answer(offer, using: &generator)
        else {
            continue
        }
        // Whatever we answer must be a description that others can read.
        let read = try? SessionDescription(parsing: answer.description.text)
        precondition(read == answer.description, "our answer reads otherwise than it was meant")
    }
}
