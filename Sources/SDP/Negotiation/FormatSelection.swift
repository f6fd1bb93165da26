/// Chooses, from the formats of an offered section, those that we forward.
struct FormatSelection {
    /// What we can forward, most wanted first.
    let capabilities: [CodecCapability]
    /// The feedback we know for this kind of section.
    let feedback: [Feedback]

    /// The formats in common, in our order of preference, with only the feedback in common.
    ///
    /// Formats that live on others come last, and only beside those: RED needs all its blocks' payload types
    /// (RFC 2198 §5), telephone-event (RFC 4733 §2.2) and parities a format of the same clock rate. Who offers RED before its blocks wants
    /// to send it, which browsers do where it stands first in the answer, too.
    func select(from offered: [MediaFormat]) -> [NegotiatedFormat] {
        let chosen = capabilities.flatMap { capability in offered.filter { capability.matches($0.codec) } }
        let media = chosen.filter { !$0.codec.isAccompanying }
        let accompanying = chosen.filter { format in
            switch format.codec {
            case .redundantAudio(let blocks):
                blocks.allSatisfy { block in media.contains { $0.payloadType == block } }
            case .telephoneEvent, .parity: media.contains { $0.clockRate == format.clockRate }
            default: false
            }
        }
        let first = accompanying.filter { isWished($0, in: offered) }
        let rest = accompanying.filter { !isWished($0, in: offered) }
        return (first + media + rest).map { format in
            var format = format
            format.feedback = common(format.feedback)
            return NegotiatedFormat(
                format: format, retransmission: retransmission(of: format, in: offered)?.payloadType)
        }
    }

    /// Whether a format is RED that stands before its blocks.
    private func isWished(_ format: MediaFormat, in offered: [MediaFormat]) -> Bool {
        guard case .redundantAudio(let blocks) = format.codec else { return false }
        let place = offered.firstIndex { $0.payloadType == format.payloadType } ?? 0
        return !offered[..<place].contains { blocks.contains($0.payloadType) }
    }

    /// The feedback that both sides know, each once.
    private func common(_ offered: [Feedback]) -> [Feedback] {
        var seen: Set<Feedback> = []
        return offered.filter { feedback.contains($0) && seen.insert($0).inserted }
    }

    /// The format that repeats lost packets. Without NACKs nobody would ask for them.
    private func retransmission(of format: MediaFormat, in offered: [MediaFormat]) -> MediaFormat? {
        guard common(format.feedback).contains(.nack), format.codec != .parity else { return nil }
        return offered.retransmission(of: format.payloadType)
    }
}

extension MediaFormat.Codec {
    /// Whether the format is of no use without another.
    var isAccompanying: Bool {
        switch self {
        case .redundantAudio, .telephoneEvent, .parity: true
        default: false
        }
    }
}
