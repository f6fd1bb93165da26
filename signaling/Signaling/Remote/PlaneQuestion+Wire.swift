internal import Bytes
internal import Platform

extension PlaneQuestion: WireValue {
    init?(from reader: inout ByteReader) {
        let question: Self? =
            switch reader.readUInt8() {
            case 0: SessionRequest(from: &reader).map { .open($0) }
            case 1: Self.update(from: &reader)
            case 2: SessionLocation(from: &reader).map { .close($0) }
            case 3: StreamName?(from: &reader).map { .sessions($0) }
            case 4: SessionID(from: &reader).map { .session($0) }
            case 5: .streams
            case 6: [StreamName](from: &reader).map { .loudness($0) }
            case 7: Self.choose(from: &reader)
            case 8: [SessionLocation](from: &reader).map { .videos($0) }
            case 9: Self.renegotiation(from: &reader)
            case 10: Self.name(from: &reader)
            case 11: Self.title(from: &reader)
            default: nil
            }
        guard let question else { return nil }
        self = question
    }

    private static func update(from reader: inout ByteReader) -> Self? {
        guard let session = SessionLocation(from: &reader), let fragment = SessionFragment(from: &reader)
        else { return nil }
        return .update(session, fragment)
    }

    private static func choose(from reader: inout ByteReader) -> Self? {
        guard let choice = LayerChoice(from: &reader), let mid = String?(from: &reader),
            let session = SessionLocation(from: &reader)
        else { return nil }
        return .choose(choice, ofVideo: mid, for: session)
    }

    private static func renegotiation(from reader: inout ByteReader) -> Self? {
        guard let session = SessionLocation(from: &reader), let step = Renegotiation(from: &reader) else {
            return nil
        }
        return .renegotiate(session, step)
    }

    private static func name(from reader: inout ByteReader) -> Self? {
        guard let stage = StreamName(from: &reader), let stream = StreamName?(from: &reader) else {
            return nil
        }
        return .name(stage, as: stream)
    }

    private static func title(from reader: inout ByteReader) -> Self? {
        guard let stream = StreamName(from: &reader), let title = StreamTitle?(from: &reader) else {
            return nil
        }
        return .entitle(stream, as: title)
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .open(let request):
            bytes.append(0)
            request.write(to: &bytes)
        case .update(let session, let fragment):
            bytes.append(1)
            session.write(to: &bytes)
            fragment.write(to: &bytes)
        case .close(let session):
            bytes.append(2)
            session.write(to: &bytes)
        case .sessions(let stream):
            bytes.append(3)
            stream.write(to: &bytes)
        case .session(let id):
            bytes.append(4)
            id.write(to: &bytes)
        case .streams: bytes.append(5)
        case .loudness(let streams):
            bytes.append(6)
            streams.write(to: &bytes)
        case .choose(let choice, let mid, let session):
            bytes.append(7)
            choice.write(to: &bytes)
            mid.write(to: &bytes)
            session.write(to: &bytes)
        case .videos(let sessions):
            bytes.append(8)
            sessions.write(to: &bytes)
        case .name(let stage, let stream):
            bytes.append(10)
            stage.write(to: &bytes)
            stream.write(to: &bytes)
        case .entitle(let stream, let title):
            bytes.append(11)
            stream.write(to: &bytes)
            title.write(to: &bytes)
        case .renegotiate(let session, let step):
            bytes.append(9)
            session.write(to: &bytes)
            step.write(to: &bytes)
        }
    }
}
