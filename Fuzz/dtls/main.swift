import Bytes
import Crypto
import DTLS
import Fuzzing
import Timing

/// Made once: a handshake needs a certificate, and what is fuzzed is not its making.
let identity: DTLSIdentity = {
    do {
        return try DTLSIdentity(Certificate(valid: .seconds(86_400), at: WallClock(seconds: 1_800_000_000)))
    } catch {
        preconditionFailure("\(error)")
    }
}()

/// Drains a session: nothing that made-up datagrams say may establish one, and it fails once.
func drain(_ session: DTLSSession, _ hasFailed: inout Bool) {
    while let output = session.pollOutput() {
        switch output {
        case .transmit(let datagram): precondition(datagram.count <= 1200)
        case .event(.failed), .event(.closed):
            precondition(!hasFailed, "ended twice")
            hasFailed = true
        case .event(.established): preconditionFailure("established with nobody")
        }
    }
}

// The first byte is the role, then datagrams follow, each behind two bytes of length. Between them time passes.
fuzz { input in
    var reader = ByteReader(input)
    guard let role = reader.readUInt8(),
        let session = try? DTLSSession(identity, role: role % 2 == 0 ? .server : .client, expecting: [])
    else { return }
    var now = Instant.zero
    var hasFailed = false
    session.start(at: now)
    drain(session, &hasFailed)
    while let length = reader.readUInt16(), let datagram = reader.read(min(Int(length), reader.remaining)) {
        session.handle(datagram, at: now)
        drain(session, &hasFailed)
        now = now.advanced(by: .milliseconds(100))
        session.handleTimeout(at: now)
        drain(session, &hasFailed)
    }
    session.close(at: now)
    drain(session, &hasFailed)
    precondition(session.nextDeadline == nil)
}
