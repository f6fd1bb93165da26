internal import RTP
public import SDP
internal import Timing

extension Peer {
    /// What was agreed on is another from now on, over the transport that there is (RFC 8829 §5): sections are more, or
    /// media flows in other ones than before. A section keeps its place for as long as the session lasts.
    ///
    /// A section that we send in under the SSRC that it had goes on as it is. One that we send in no more ends its stream,
    /// and when media flows in it again that is a stream of its own, under an SSRC of its own: the other side has
    /// forgotten how often the numbers of the first had wrapped, without which SRTP opens nothing (RFC 3711 §3.3.1).
    public func renegotiate(_ agreed: NegotiatedSession, using random: inout some RandomNumberGenerator) {
        steps.firstKeyframe = progress.firstKeyframe
        // They name streams by their places, which are others now. Whoever still misses a packet asks again.
        repairs.removeAll()
        for index in outbound.streams.indices.reversed() where !outbound.streams[index].isIn(agreed) {
            let row = outbox.table.tracks[outbound.streams[index].track.row]
            tally.packetsSent &+= row.stream.packetCount
            tally.bytesSent &+= row.byteCount
            outbound.remove(at: index, from: outbox)
        }
        for index in outbound.streams.indices {
            outbound.streams[index].renegotiate(agreed.media[outbound.streams[index].section], in: outbox)
        }
        session = agreed
        outbound.addStreams(of: agreed, in: outbox, using: &random)
    }
}

extension OutboundStream {
    /// Whether what was agreed on has it.
    fileprivate func isIn(_ agreed: NegotiatedSession) -> Bool {
        guard agreed.media.indices.contains(section), agreed.media[section].direction.sends else {
            return false
        }
        return agreed.media[section].localSources.first?.ssrc == ssrc.value
    }
}
