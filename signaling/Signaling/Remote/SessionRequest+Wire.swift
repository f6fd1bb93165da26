internal import Bytes
internal import HTTP
internal import Platform

extension SessionRole: WireValue {}

extension SessionLocation: WireValue {
    init?(from reader: inout ByteReader) {
        guard let role = SessionRole(from: &reader), let stream = StreamName(from: &reader),
            let id = SessionID(from: &reader)
        else { return nil }
        self.init(role: role, stream: stream, id: id)
    }

    func write(to bytes: inout [UInt8]) {
        role.write(to: &bytes)
        stream.write(to: &bytes)
        id.write(to: &bytes)
    }
}

extension SessionRequest: WireValue {
    init?(from reader: inout ByteReader) {
        guard let role = SessionRole(from: &reader), let stream = StreamName(from: &reader),
            let feeds = [String: StreamName]?(from: &reader), let offer = String(from: &reader),
            let takesOver = Bool(from: &reader),
            let waits = Bool(from: &reader), let client = IPAddress?(from: &reader),
            let userAgent = String?(from: &reader)
        else { return nil }
        self.init(
            role: role, stream: stream, feeds: feeds, offer: offer, takesOver: takesOver,
            waitsForPublisher: waits,
            client: client, userAgent: userAgent)
    }

    func write(to bytes: inout [UInt8]) {
        role.write(to: &bytes)
        stream.write(to: &bytes)
        feeds.write(to: &bytes)
        offer.write(to: &bytes)
        takesOver.write(to: &bytes)
        waitsForPublisher.write(to: &bytes)
        client.write(to: &bytes)
        userAgent.write(to: &bytes)
    }
}

extension SessionAnswer: WireValue {
    init?(from reader: inout ByteReader) {
        guard let id = SessionID(from: &reader), let description = String(from: &reader),
            let tag = String(from: &reader)
        else { return nil }
        self.init(id: id, description: description, tag: tag)
    }

    func write(to bytes: inout [UInt8]) {
        id.write(to: &bytes)
        description.write(to: &bytes)
        tag.write(to: &bytes)
    }
}

extension EntityTag: WireValue {
    init?(from reader: inout ByteReader) {
        guard let opaque = String(from: &reader), let isWeak = Bool(from: &reader) else { return nil }
        self.init(opaque, isWeak: isWeak)
    }

    func write(to bytes: inout [UInt8]) {
        opaque.write(to: &bytes)
        isWeak.write(to: &bytes)
    }
}

extension SessionFragment: WireValue {
    init?(from reader: inout ByteReader) {
        guard let octets = [UInt8](from: &reader), let kind = reader.readUInt8() else { return nil }
        switch kind {
        case 0: self.init(octets)
        case 1: self.init(octets, condition: .any)
        case 2:
            guard let tags = [EntityTag](from: &reader) else { return nil }
            self.init(octets, condition: .oneOf(tags))
        default: return nil
        }
    }

    func write(to target: inout [UInt8]) {
        bytes.write(to: &target)
        switch condition {
        case nil: target.append(0)
        case .any: target.append(1)
        case .oneOf(let tags):
            target.append(2)
            tags.write(to: &target)
        }
    }
}

extension FragmentAnswer: WireValue {
    init?(from reader: inout ByteReader) {
        guard let isRestarted = Bool(from: &reader) else { return nil }
        guard isRestarted else {
            self = .trickled
            return
        }
        guard let fragment = String(from: &reader), let tag = String(from: &reader) else { return nil }
        self = .restarted(fragment: fragment, tag: tag)
    }

    func write(to bytes: inout [UInt8]) {
        guard case .restarted(let fragment, let tag) = self else { return false.write(to: &bytes) }
        true.write(to: &bytes)
        fragment.write(to: &bytes)
        tag.write(to: &bytes)
    }
}
