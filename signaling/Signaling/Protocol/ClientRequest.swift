import HTTP

/// A text that a client sent, as far as it can be read.
struct ClientRequest: Sendable {
    /// The number under which the client waits for the answer; `nil` for `ack`, and where there is none to be read.
    let number: Int?
    /// What it asks for, or what is wrong.
    let message: Result<ClientMessage, MessageMistake>

    /// Reads a text.
    init(_ text: String) {
        guard let value = JSONValue(text), case .object = value else {
            number = nil
            message = .failure(MessageMistake(nil, "is no JSON object"))
            return
        }
        let fields = MessageFields(value)
        do throws(MessageMistake) {
            let type = try fields.text("type", upTo: 32)
            number =
                type == "ack" ? nil : try fields.whole("id", in: 1...ClientMessage.largestNumber)
            message = Self.read(type, fields)
        } catch {
            // An answer must name its request where that is possible, even if nothing else of it is sound.
            number = error.field == "id" ? nil : try? fields.whole("id", in: 1...ClientMessage.largestNumber)
            message = .failure(error)
        }
    }

    private static func read(
        _ type: String, _ fields: MessageFields
    ) -> Result<ClientMessage, MessageMistake> {
        do throws(MessageMistake) {
            return .success(try ClientMessage(type, fields))
        } catch {
            return .failure(error)
        }
    }
}
