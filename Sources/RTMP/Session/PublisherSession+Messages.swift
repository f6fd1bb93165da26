internal import Bytes
internal import Media
internal import Timing

/// What each message does.
extension PublisherSession {
    /// Takes a message.
    mutating func take(_ message: Message, at now: Instant) throws(Violation) {
        switch message.kind {
        case .setChunkSize: try chunks.setChunkSize(message.number())
        case .abort: chunks.abort(try message.number())
        case .windowAcknowledgementSize: window = max(try message.number(), 1024)
        case .userControl: try takeUserControl(message.payload)
        case .commandAMF0, .commandAMF3:
            guard let command = Command(message.payload, isAMF3: message.kind == .commandAMF3) else {
                throw .malformed("a command")
            }
            try take(command, on: message.streamID, at: now)
        case .dataAMF0, .dataAMF3: takeData(message)
        case .audio, .video: try takeMedia(message)
        case .aggregate:
            guard let parts = AggregateParts.read(message) else { throw .malformed("an aggregate message") }
            for part in parts where !isEnded { try take(part, at: now) }
        case .acknowledgement, .setPeerBandwidth, .sharedObjectAMF0, .sharedObjectAMF3: break
        }
    }

    /// Answers a ping (6) by what it brought (7); all else is for players (§7.1.7).
    private mutating func takeUserControl(_ payload: [UInt8]) throws(Violation) {
        var reader = ByteReader(payload.bytes)
        guard let event = reader.readUInt16() else { throw .malformed("a control message") }
        if event == 6, let time = reader.readUInt32() { send(.userControl(7, time)) }
    }

    // MARK: Commands

    private mutating func take(_ command: Command, on stream: UInt32, at now: Instant) throws(Violation) {
        switch command.name {
        case "connect" where state == .opened: connect(command, at: now)
        case "createStream" where state != .opened:
            lastStreamID &+= 1
            answer(command, .number(Double(lastStreamID)))
        case "publish": publish(command, on: stream, at: now)
        case "FCUnpublish", "deleteStream", "closeStream": unpublish(command, at: now)
        case "play", "play2":
            send(
                .status("NetStream.Play.Failed", isError: true, "Streams are not played over RTMP here."),
                streamID: stream)
            end(.refused("the client asked to play"))
        case "connect", "createStream": throw .malformed("\(command.name) where it has no place")
        default:
            // releaseStream, FCPublish, _checkbw and the like: nobody needs more than an answer.
            if command.transaction != 0 { answer(command, .undefined) }
        }
    }

    private mutating func connect(_ command: Command, at now: Instant) {
        connection = ConnectParameters(command.arguments.first ?? .null)
        send(.control(.windowAcknowledgementSize, Self.usualWindow))
        send(.peerBandwidth(Self.usualWindow))
        var bytes: [UInt8] = []
        writer.announceSize(into: &bytes)
        outputs.append(.transmit(bytes))
        send(
            Command(
                "_result", transaction: command.transaction,
                [
                    connection.properties,
                    .object([
                        .init("level", .string("status")),
                        .init("code", .string("NetConnection.Connect.Success")),
                        .init("description", .string("Connected.")), .init("objectEncoding", .number(0)),
                    ]),
                ]))
        step(to: .connected, at: now)
    }

    private mutating func publish(_ command: Command, on stream: UInt32, at now: Instant) {
        guard state == .connected, command.arguments.count > 1, let name = command.arguments[1].text else {
            send(
                .status(RefusalCode.badName.code, isError: true, "There is a stream already, or no name."),
                streamID: stream)
            return end(.refused("a publish command that has no place, or no name"))
        }
        let address = Address(application: connection.application, name: name)
        step(to: .asked(streamID: stream), at: now)
        outputs.append(
            .event(
                .publishAsked(
                    PublishRequest(
                        application: address.application, name: address.name,
                        key: address.parameters["key"] ?? address.parameters["token"],
                        host: Address.host(of: connection.url),
                        encoder: connection.encoder.map { String($0.prefix(80)) }))))
    }

    private mutating func unpublish(_ command: Command, at now: Instant) {
        if command.name == "FCUnpublish", command.transaction != 0 { answer(command, .undefined) }
        switch state {
        case .publishing(let stream):
            send(.status("NetStream.Unpublish.Success", isError: false, "Unpublished."), streamID: stream)
            step(to: .connected, at: now)
            outputs.append(.event(.unpublished))
        case .asked:
            step(to: .connected, at: now)
            outputs.append(.event(.unpublished))
        default: break
        }
    }

    private mutating func answer(_ command: Command, _ value: AMFValue) {
        send(Command("_result", transaction: command.transaction, [.null, value]))
    }

    // MARK: Media

    /// What a publisher tells of its stream, as it shall be told to players too (`@setDataFrame`), or plainly. What cannot
    /// be read is of no use, and does no harm.
    private mutating func takeData(_ message: Message) {
        guard case .publishing = state else { return }
        let shift = message.kind == .dataAMF3 ? 1 : 0
        guard let values = AMFReader.all(in: message.payload.bytes.extracting(droppingFirst: shift)) else {
            return
        }
        let told = values.first?.text == "@setDataFrame" ? values.dropFirst() : values[...]
        guard told.first?.text == "onMetaData", let value = told.dropFirst().first else { return }
        outputs.append(.event(.described(Metadata(value))))
    }

    private mutating func takeMedia(_ message: Message) throws(Violation) {
        guard case .publishing(let stream) = state, message.streamID == stream else { return }
        let isVideo = message.kind == .video
        let payload = message.payload.bytes
        guard let tag = isVideo ? VideoTag.read(payload) : AudioTag.read(payload) else {
            throw .malformed(isVideo ? "a video message" : "an audio message")
        }
        switch tag {
        case .configuration(let codec, let record):
            let isRead = isVideo ? video.take(codec, record: record) : audio.take(codec, record: record)
            guard isRead else { throw .malformed("the configuration of \(codec.rawValue)") }
        case .unit(let codec, let isKeyframe, let compositionTime, let bytes):
            guard let unit = isVideo ? video.unit(codec, bytes) : audio.unit(codec, bytes) else {
                throw .malformed("a picture of \(codec.rawValue)")
            }
            guard !unit.isEmpty else { return }
            let configuration = isVideo ? video.configuration : audio.configuration
            outputs.append(
                .event(
                    .unit(
                        PublishedUnit(
                            codec: codec, configuration: configuration, time: unwrap(message.timestamp),
                            compositionTime: compositionTime, isKeyframe: isKeyframe, bytes: unit))))
        case .unfit(let name):
            refuse(
                .denied,
                isVideo
                    ? "\(name) is not taken: H.264, H.265, VP9 and AV1 are."
                    : "\(name) is not taken: AAC and Opus are.")
        case .nothing: break
        }
    }

    /// A time that goes on beyond 49 days, where 32 bits begin anew.
    private mutating func unwrap(_ timestamp: UInt32) -> Int64 {
        guard let lastTime else {
            lastTime = Int64(timestamp)
            return Int64(timestamp)
        }
        let difference = Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: lastTime))
        let time = lastTime + Int64(difference)
        self.lastTime = time
        return time
    }
}
