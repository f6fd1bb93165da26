extension Metric {
    /// Which version runs; always 1, so that it can be joined to other metrics.
    static let build = Metric(.gauge, "starling_build_info", labels: ["version"], "The version that runs.")
    /// Whether the server drains.
    static let draining = Metric(.gauge, "starling_draining", "1 while the server drains, otherwise 0.")

    // The process, as the kernel counts it.

    /// Memory that is in RAM.
    static let residentMemory = Metric(
        .gauge, "starling_process_resident_memory_bytes", "Memory of the process that is in RAM.")
    /// Processor time, in user and kernel mode.
    static let processorTime = Metric(
        .counter, "starling_process_cpu_seconds_total", "Processor time used, in user and kernel mode.")
    /// Descriptors in use.
    static let openDescriptors = Metric(
        .gauge, "starling_process_open_fds", "File descriptors in use: files, sockets, timers.")
    /// Descriptors allowed.
    static let maximumDescriptors = Metric(
        .gauge, "starling_process_max_fds", "File descriptors allowed (RLIMIT_NOFILE).")
    /// When it started.
    static let startTime = Metric(
        .gauge, "starling_process_start_time_seconds", "When the process started, in seconds since 1970.")

    // HTTP.

    /// Requests by method and status.
    static let requests = Metric(
        .counter, "starling_http_requests_total", labels: ["method", "status"], "Requests answered.")
    /// How long answers took.
    static let requestDuration = Metric(
        .histogram, "starling_http_request_duration_seconds",
        "Time from a complete request head to the end of its answer.")
    /// Connections that are open.
    static let connections = Metric(.gauge, "starling_http_connections", "Connections that are open.")
    /// Connections that were accepted.
    static let acceptedConnections = Metric(
        .counter, "starling_http_accepted_connections_total", "Connections accepted.")
    /// Connections that were closed at once.
    static let refusedConnections = Metric(
        .counter, "starling_http_refused_connections_total", labels: ["reason"],
        "Connections closed at once, by the limit they met.")
    /// Why connections ended.
    static let connectionEnds = Metric(
        .counter, "starling_http_connection_ends_total", labels: ["reason"], "Connections ended, by reason.")
    /// WebSockets that are open.
    static let webSockets = Metric(.gauge, "starling_http_websockets", "WebSockets that are open.")
    /// Bytes read.
    static let receivedBytes = Metric(
        .counter, "starling_http_received_bytes_total", "Bytes read from HTTP sockets, TLS included.")
    /// Bytes written.
    static let sentBytes = Metric(
        .counter, "starling_http_sent_bytes_total", "Bytes written to HTTP sockets, TLS included.")

    // Signaling.

    /// Clients in conversation.
    static let conversations = Metric(
        .gauge, "starling_signaling_conversations",
        "Clients in conversation over /ws, those included whose socket was cut and who may come back.")
    /// Clients at stages.
    static let participants = Metric(
        .gauge, "starling_stage_participants", "Clients at stages, viewers included.")
    /// Messages, by direction.
    static let signalingMessages = Metric(
        .counter, "starling_signaling_messages_total", labels: ["direction"], "Messages over /ws.")
    /// How long joins took.
    static let stageJoins = Metric(
        .histogram, "starling_stage_join_duration_seconds", "Time from hello to the answer of join.")
    /// Conversations that went on.
    static let resumptions = Metric(
        .counter, "starling_signaling_resumptions_total", "Conversations that went on on another socket.")
    /// Requests refused, by status.
    static let signalingRefusals = Metric(
        .counter, "starling_signaling_refusals_total", labels: ["status"],
        "Messages over /ws that were answered with an error.")
    /// Clients that were closed.
    static let droppedConversations = Metric(
        .counter, "starling_signaling_dropped_total",
        "Clients closed because they read too slowly or asked too much.")

    // The way between signaling and media, where these are two processes.

    /// Whether the media node can be reached.
    static let planeUp = Metric(
        .gauge, "starling_plane_up", "1 while signaling reaches its media node, otherwise 0.")
    /// How often it was reached.
    static let planeReached = Metric(
        .counter, "starling_plane_reached_total",
        "Times that signaling reached its media node, the first included.")
    /// What became of questions.
    static let planeQuestions = Metric(
        .counter, "starling_plane_questions_total", labels: ["outcome"],
        "Questions of signaling to its media node, by what became of them.")
    /// What waits.
    static let planeWaiting = Metric(
        .gauge, "starling_plane_waiting_questions", "Questions that wait for the media node.")
    /// How long answers took.
    static let planeDuration = Metric(
        .histogram, "starling_plane_question_duration_seconds",
        "Time from a question of signaling to the media node's answer.")
    /// Who asks.
    static let planeConnections = Metric(
        .gauge, "starling_plane_connections", "Connections of signaling to this media node.")
}
