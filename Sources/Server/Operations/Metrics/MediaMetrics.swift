/// What is told of media. What is counted twice has a `direction`: `received` between publishers and us, `sent` between us
/// and viewers.
extension Metric {
    /// Sessions that there are.
    static let sessions = Metric(.gauge, "starling_sessions", "WebRTC sessions that bring or get media.")
    /// Sessions that were answered.
    static let openedSessions = Metric(.counter, "starling_sessions_opened_total", "Offers answered.")
    /// Sessions in which media could flow.
    static let connectedSessions = Metric(
        .counter, "starling_sessions_connected_total", "Sessions that got as far as media.")
    /// Sessions that are over.
    static let endedSessions = Metric(
        .counter, "starling_sessions_ended_total", labels: ["how"], "Sessions ended, in order or not.")

    // Datagrams.

    /// Datagrams read.
    static let mediaReceivedDatagrams = Metric(
        .counter, "starling_media_received_datagrams_total", "Datagrams read from media ports.")
    /// Their octets.
    static let mediaReceivedBytes = Metric(
        .counter, "starling_media_received_bytes_total", "Bytes read from media ports.")
    /// Datagrams sent.
    static let mediaSentDatagrams = Metric(
        .counter, "starling_media_sent_datagrams_total", "Datagrams sent by media ports.")
    /// What the kernel was called for: a run of datagrams of one size is one.
    static let mediaSentMessages = Metric(
        .counter, "starling_media_sent_messages_total",
        "Messages to the kernel by media ports: a run of datagrams to one receiver is one.")
    /// Their octets.
    static let mediaSentBytes = Metric(
        .counter, "starling_media_sent_bytes_total", "Bytes sent by media ports.")
    /// Datagrams that came to nothing.
    static let mediaDrops = Metric(
        .counter, "starling_media_drops_total", labels: ["reason"],
        "Datagrams, frames of TCP and batches of packets dropped, by reason.")

    // Packets.

    /// Media packets.
    static let packets = Metric(
        .counter, "starling_media_packets_total", labels: ["direction"],
        "Media packets, repeated ones left out.")
    /// Those that were lost.
    static let lostPackets = Metric(
        .counter, "starling_media_lost_packets_total", labels: ["direction"],
        "Media packets lost by the network: from publishers as counted here, to viewers as they report.")
    /// Those that were asked for.
    static let nackedPackets = Metric(
        .counter, "starling_media_nacked_packets_total", labels: ["direction"],
        "Media packets asked for again by NACK, each time counted.")
    /// Those that were sent again.
    static let repeatedPackets = Metric(
        .counter, "starling_media_retransmitted_packets_total", labels: ["direction"],
        "Media packets sent again by RTX; from publishers those that were needed.")
    /// What makes up for lost ones without asking.
    static let parityPackets = Metric(
        .counter, "starling_media_parity_packets_total", labels: ["direction"],
        "Parities of media packets (FlexFEC), from which lost ones are made again without asking.")
    /// Those that were not.
    static let refusedPackets = Metric(
        .counter, "starling_media_unrepaired_packets_total", labels: ["direction"],
        "Requests for packets refused (sent just now, gone, or over the budget), and packets given up.")
    /// Keyframes asked for.
    static let keyframeRequests = Metric(
        .counter, "starling_media_keyframe_requests_total", labels: ["direction", "message"],
        "Keyframes asked for by PLI and FIR: of publishers by us, of us by viewers.")
    /// Keyframes that came.
    static let keyframes = Metric(
        .counter, "starling_media_keyframes_total", "Keyframes that publishers sent, asked for or not.")

    // Loops.

    /// Sessions of a loop.
    static let workerSessions = Metric(
        .gauge, "starling_worker_sessions", labels: ["worker"], "Sessions of a media loop.")
    /// Processor time of a loop.
    static let workerTime = Metric(
        .counter, "starling_worker_cpu_seconds_total", labels: ["worker"],
        "Processor time of a media loop's thread.")
    /// Packets that a loop sent.
    static let workerPackets = Metric(
        .counter, "starling_worker_sent_packets_total", labels: ["worker"],
        "Media packets sent by a media loop, repeated ones too.")
    /// What one of them cost.
    static let workerCost = Metric(
        .gauge, "starling_worker_cpu_seconds_per_packet", labels: ["worker"],
        "Processor time of a media loop's thread by packet sent, over the last seconds.")
    /// What waits.
    static let workerQueues = Metric(
        .gauge, "starling_worker_queue_depth", labels: ["worker", "queue"],
        "What waits in a media loop: datagrams of handshakes, batches of packets, messages.")

    // Streams.

    /// Streams that there are.
    static let streams = Metric(.gauge, "starling_streams", "Streams that anybody brings, gets or waits for.")
    /// Those that are summed up.
    static let summedStreams = Metric(
        .gauge, "starling_streams_summed", "Streams told as \(StreamSelection.restName), not one by one.")
    /// Viewers.
    static let streamViewers = Metric(
        .gauge, "starling_stream_viewers", labels: ["stream"], "Sessions that get a stream or wait for it.")
    /// Those that wait.
    static let streamWaiting = Metric(
        .gauge, "starling_stream_waiting_viewers", labels: ["stream"],
        "Connected viewers of a stream that wait for its publisher or a keyframe.")
    /// Rates.
    static let streamRate = Metric(
        .gauge, "starling_stream_bytes_per_second", labels: ["stream", "direction"],
        "Media of a stream, repeated packets too: of its publisher, and of all viewers together.")
    /// Losses of late.
    static let streamLoss = Metric(
        .gauge, "starling_stream_loss_ratio", labels: ["stream", "direction"],
        "Packets lost between two reports, 0 to 1: of the publisher's worst layer, and on average of viewers."
    )
    /// Round trips.
    static let streamRoundTrip = Metric(
        .gauge, "starling_stream_round_trip_seconds", labels: ["stream", "direction"],
        "Round trip to the publisher, and on average to a viewer.")
    /// Jitter.
    static let streamJitter = Metric(
        .gauge, "starling_stream_jitter_seconds", labels: ["stream"],
        "Jitter of the publisher's worst layer (RFC 3550).")
    /// Packets.
    static let streamPackets = Metric(
        .counter, "starling_stream_packets_total", labels: ["stream", "direction"],
        "Media packets of a stream, repeated ones left out.")
    /// Requests for packets.
    static let streamNacks = Metric(
        .counter, "starling_stream_nacked_packets_total", labels: ["stream", "direction"],
        "Media packets of a stream asked for again by NACK.")
    /// Requests for keyframes.
    static let streamKeyframeRequests = Metric(
        .counter, "starling_stream_keyframe_requests_total", labels: ["stream", "direction"],
        "Keyframes of a stream asked for by PLI or FIR.")
}
