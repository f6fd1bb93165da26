import Bytes
import HTTP
import Runtime
import SRTTransport
import Signaling
import Timing

/// The running server: its loops, from the first port opened to the last connection closed.
///
///     starting ──► serving ──► draining ──► stopped
actor Node {
    /// Descriptors that are kept for everything but clients' connections.
    private static let reservedFiles = 256

    /// What it was told; a reload changes some of it.
    private var configuration: Configuration
    /// Where it says what happens.
    private let log: Logger
    /// What requests ask about it.
    private let state: NodeState
    /// How many connections there may be.
    private let quota: ConnectionQuota
    /// The HTTP loops.
    private var workers: [HTTPWorker] = []
    /// The media loops.
    private var media: MediaWorkers?
    /// The signaling loop.
    private var signaling: SignalingWorker?
    /// What stages' names stand for: signaling says it, here or from another process.
    private let primaries = Primaries()
    /// What players say of themselves.
    private let playback = PlaybackTally()
    /// The way to media that is another process.
    private var link: PlaneLink?
    /// Where signaling that is another process finds us.
    private var planePort: PlanePort?
    /// When it started.
    private let startTime: WallClock
    /// How many descriptors it may hold.
    private let maximumOpenFiles: Int
    /// The certificate of the secure ports.
    private var certificate: ServingCertificate?

    /// A node that serves nothing yet.
    init(_ configuration: Configuration, log: Logger, maximumOpenFiles: Int) {
        self.configuration = configuration
        self.log = log
        self.maximumOpenFiles = maximumOpenFiles
        startTime = Clock.wall
        state = NodeState(configuration.accessPolicy, configuration.publishPolicy)
        quota = ConnectionQuota(maximum: 0, perAddress: nil)
    }

    // MARK: Life

    /// Opens every port and serves. Returns the addresses to open in a browser.
    func start() async throws -> [String] {
        let plane = try openPlane()
        let stages = configuration.role.hasSignaling ? try startSignaling(over: plane) : nil
        // Where the media is another process's, that one serves HLS.
        let hls = media?.packaging.map { packaging in
            HLSRoutes(
                ask: { packaging.box.post(.asked($0)) },
                resolving: { [primaries] in primaries.stream(of: $0) })
        }
        let markers = media?.packaging.map { packaging in
            MarkerRoutes(
                mark: { packaging.box.post(.marked($0)) },
                resolving: { [primaries] in primaries.stream(of: $0) })
        }
        let service = NodeService.router(
            configuration, state: state, plane: plane, stages: stages, hls: hls, markers: markers,
            recordings: recordingRoutes, playback: playback
        ) { [weak self] in
            self?.scrape($0) ?? .now(Readiness.draining.response)
        }
        setQuota()
        certificate = try ServingCertificate(configuration, at: startTime)
        let cores = Thread.cores
        for number in 0..<configuration.http.workerCount(onCores: cores.count) {
            // From the last core down: media takes them from the first up.
            let core =
                configuration.operations.pinsLoops ? cores[cores.count - 1 - number % cores.count] : nil
            workers.append(
                try HTTPWorker(
                    number: number, core: core, service: service, limits: configuration.http.limits,
                    quota: quota))
        }
        var addresses = try await open(port: configuration.http.port, tls: nil).map { "http://\($0)/" }
        if let certificate {
            addresses += try await open(port: configuration.http.securePort, tls: certificate.context)
                .map { "https://\($0)/" }
        }
        return try await addresses + openIngest()
    }

    /// The routes of recordings, which are where the media is.
    private var recordingRoutes: RecordingRoutes? {
        guard let media else { return nil }
        return RecordingRoutes(
            library: media.recordings,
            command: { [box = media.packaging?.box] command in
                guard let box else { return command.responder.respond(RecordingRoutes.withoutHLS.response) }
                box.post(.recording(command))
            }, resolving: { [primaries] in primaries.stream(of: $0) },
            draw: { [packaging = media.packaging] in await packaging?.draw($0) })
    }

    /// Opens media here, or the way to where it is.
    private func openPlane() throws -> any MediaPlane {
        let role = configuration.role
        guard role.hasMedia else { return try openLink() }
        let media = try MediaWorkers(
            configuration, state: state, primaries: primaries, log: log, maximumOpenFiles: maximumOpenFiles,
            at: startTime)
        self.media = media
        if let address = role.planeListen {
            let port = try PlanePort(at: address, key: role.planeKey, plane: media.plane, log: log)
            planePort = port
            log.info("listening for signaling", ["plane": .text(port.address.description)])
        }
        return media.plane
    }

    /// Opens the way to media that is another process.
    private func openLink() throws -> any MediaPlane {
        guard let address = configuration.role.plane else {
            preconditionFailure("a configuration without media and the way to it is refused")
        }
        state.setMediaAway(true)
        let link = try PlaneLink(
            to: address, key: configuration.role.planeKey, log: log,
            changed: { [state] isUp in state.setMediaAway(!isUp) },
            restarted: { [weak self] in Task { await self?.signaling?.noteNewPlane() } })
        self.link = link
        return RemoteMediaPlane { await link.ask($0) }
    }

    /// Starts the signaling loop, and returns the routes to it.
    private func startSignaling(over plane: any MediaPlane) throws -> StageRoutes {
        let key = try KeptInviteKey.load(in: configuration.operations.dataDirectory)
        let settings = configuration.switchboardSettings(signedWith: key, state: state)
        let worker = try SignalingWorker(
            settings, plane: plane, primaries: primaries, core: nil)
        signaling = worker
        return StageRoutes(
            sockets: worker.sockets, report: { await worker.report(of: $0) },
            setPrimary: { await worker.setPrimary($1, of: $0) }, primaries: primaries,
            inviting: settings.inviting,
            origins: configuration.http.origins)
    }

    /// Takes a new configuration as far as that is possible while running.
    func reload(_ new: Configuration) async {
        let reload = configuration.reload(to: new)
        configuration = reload.configuration
        state.use(configuration.accessPolicy, configuration.publishPolicy)
        setQuota()
        for worker in workers { await worker.use(configuration.http.limits) }
        for change in reload.applied {
            log.info("configuration changed", ["key": .text(change.key), "to": .text(change.new)])
        }
        for change in reload.pending {
            log.warning("configuration needs a restart", ["key": .text(change.key), "to": .text(change.new)])
        }
        await renewCertificate(force: true)
    }

    /// Stops taking clients and waits for those that are here, at most the drain time.
    func drain() async {
        state.beginDraining()
        let deadline = Clock.now.advanced(by: configuration.operations.drainTimeout)
        await signaling?.drain(to: configuration.signaling.successor)
        await media?.packaging?.drain()
        await media?.ingest?.drain()
        // One turn of each loop, so that what signaling said leaves before the sockets close.
        _ = await openConnections
        for worker in workers { await worker.drain() }
        while Clock.now < deadline, await openConnections + openSessions > 0 {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Removes the recordings that are not to be kept.
    func sweepRecordings() async {
        await media?.recordings.sweep(at: Clock.wall)
    }

    /// Ends every connection and every loop.
    func stop() async {
        await link?.stop()
        link = nil
        await planePort?.stop()
        planePort = nil
        await media?.stop()
        media = nil
        for worker in workers { await worker.stop() }
        workers = []
        await signaling?.stop()
        signaling = nil
    }

    /// How many sessions bring or get media.
    var openSessions: Int {
        get async { await media?.sessionCount ?? 0 }
    }

    /// How many connections are open on all loops.
    var openConnections: Int {
        get async {
            var count = 0
            for worker in workers { count += await worker.openConnections }
            return count
        }
    }

    /// How many connections may be open: what the operator allows, and no more than there are descriptors for when
    /// media has all that it may.
    var maximumConnections: Int {
        let left = maximumOpenFiles - Self.reservedFiles - (media?.streamLimit ?? 0)
        return min(configuration.http.maximumConnections, max(left, 1))
    }

    private func setQuota() {
        quota.set(maximum: maximumConnections, perAddress: configuration.http.maximumConnectionsPerAddress)
    }

    // MARK: Ports

    /// Opens the ports of encoders that do not speak WebRTC. Returns where they publish to.
    private func openIngest() async throws -> [String] {
        guard let ingest = media?.ingest else { return [] }
        return try await openRTMP(ingest) + openSRT(ingest)
    }

    private func openSRT(_ ingest: IngestWorker) async throws -> [String] {
        let settings = configuration.ingest
        guard settings.srt == .on else { return [] }
        let port = settings.srtPort.map { UInt16(clamping: $0) } ?? IngestSettings.usualSRTPort
        var opened: [SocketAddress] = []
        for ip in configuration.network.bound {
            let wanted = SocketAddress(ip, port: opened.first?.port ?? port)
            do throws(SRTError) {
                opened.append(try await ingest.listenSRT(at: wanted))
            } catch {
                let isNeeded = opened.isEmpty ? settings.srtPort != nil : ip != .loopbackV6
                guard !isNeeded else { throw StartFailure.srt(wanted, error) }
                log.warning(
                    "no SRT", ["address": .text(wanted.description), "reason": .text(error.description)])
            }
        }
        return opened.map { "srt://\($0)?streamid=publish:" }
    }

    private func openRTMP(_ ingest: IngestWorker) async throws -> [String] {
        let settings = configuration.ingest
        guard settings.rtmp == .on else { return [] }
        let port = settings.rtmpPort.map { UInt16(clamping: $0) } ?? IngestSettings.usualRTMPPort
        var addresses: [String] = []
        do {
            addresses = try await openIngest(ingest, port: port, tls: nil).map { "rtmp://\($0)/live/" }
        } catch StartFailure.port(let address, let error) where settings.rtmpPort == nil {
            log.warning("no RTMP", ["address": .text(address.description), "reason": .text(error.reason)])
        }
        guard let port = settings.rtmpsPort, let context = certificate?.context else { return addresses }
        return try await addresses
            + openIngest(ingest, port: port, tls: context).map { "rtmps://\($0)/live/" }
    }

    private func openIngest(
        _ ingest: IngestWorker, port: UInt16, tls: TLSContext?
    ) async throws -> [SocketAddress] {
        var opened: [SocketAddress] = []
        for ip in configuration.network.bound {
            let wanted = SocketAddress(ip, port: opened.first?.port ?? port)
            do throws(SystemError) {
                opened.append(try await ingest.listen(at: wanted, tls: tls))
            } catch {
                guard ip == .loopbackV6, !opened.isEmpty else { throw StartFailure.port(wanted, error) }
            }
        }
        return opened
    }

    /// Opens one port on every address and loop; port 0 takes the one that the kernel gave first. Returns where.
    private func open(port: UInt16, tls: TLSContext?) async throws -> [SocketAddress] {
        var opened: [SocketAddress] = []
        for ip in configuration.network.bound {
            let wanted = SocketAddress(ip, port: opened.first?.port ?? port)
            do throws(SystemError) {
                try TCPListener.checkIsFree(wanted)
                var address = wanted
                for worker in workers { address = try await worker.listen(at: address, tls: tls) }
                opened.append(address)
            } catch {
                // The default names both families; a machine without IPv6 is no reason to refuse to start.
                guard ip == .loopbackV6, !opened.isEmpty else { throw StartFailure.port(wanted, error) }
                log.warning("no IPv6", ["address": .text(wanted.description), "reason": .text(error.reason)])
            }
        }
        return opened
    }

    // MARK: Certificate

    /// Reads the operator's certificate again, or makes a new one of ours when it ends soon.
    func renewCertificate(force: Bool = false) async {
        do {
            if try media?.identity.renew(at: Clock.wall) == true { log.info("media certificate renewed") }
        } catch {
            log.error("media certificate not renewed", ["reason": .text("\(error)")])
        }
        guard let certificate, force || certificate.endsSoon(at: Clock.wall) else { return }
        do {
            let renewed = try ServingCertificate(configuration, at: Clock.wall)
            self.certificate = renewed
            guard let context = renewed?.context else { return }
            for worker in workers { await worker.use(context) }
            await media?.ingest?.use(context)
            log.info("certificate loaded", ["ends": .text(CalendarDate(renewed?.end ?? Clock.wall).rfc3339)])
        } catch {
            log.error("certificate not renewed", ["reason": .text("\(error)")])
        }
    }

    // MARK: Metrics

    /// Answers a scrape once every loop has told its counters.
    private nonisolated func scrape(_ responder: Responder) -> Answer {
        Task { responder.respond(OperationsRoutes.metricsResponse(await metricsPage())) }
        return .later
    }

    private func metricsPage() async -> MetricsPage {
        var http = HTTPCounters()
        for worker in workers { http.merge(await worker.counters) }
        return MetricsPage(
            isDraining: state.readiness == .draining, usage: .current, maximumOpenFiles: maximumOpenFiles,
            startTime: startTime, http: http, media: await media?.scrape ?? MediaScrape(),
            streamLimit: configuration.operations.metricsStreams,
            signaling: await signaling?.counters ?? SignalingCounters(),
            playback: configuration.role.hasSignaling ? playback.figures : nil, plane: await link?.counters,
            planeConnections: await planePort?.connections)
    }
}

/// Why the server could not start, for the operator.
enum StartFailure: Error, CustomStringConvertible {
    /// A port could not be opened.
    case port(SocketAddress, SystemError)
    /// A port of SRT could not be opened.
    case srt(SocketAddress, SRTError)
    /// The place where signaling finds us could not be opened.
    case plane(PlaneAddress, SystemError)
    /// There are not enough ports from the first one on for the media of all workers.
    case tooFewPorts(first: UInt16, workers: Int)

    var description: String {
        switch self {
        case .port(let address, let error): "cannot listen on \(address): \(error.reason)"
        case .srt(let address, let error): "cannot take SRT on \(address): \(error)"
        case .plane(let address, let error): "cannot listen on \(address): \(error.reason)"
        case .tooFewPorts(let first, let workers):
            "\(workers) workers need a media port each, and \(first) is too near the end of all ports"
        }
    }
}

extension Configuration {
    /// How many descriptors it takes to hold all connections that may be, and some for everything else.
    var wantedOpenFiles: Int {
        http.maximumConnections + media.workerCount(onCores: Thread.cores.count) * MediaStreams.most + 1024
    }

    /// Who may use the operator's routes.
    var accessPolicy: AccessPolicy {
        AccessPolicy(adminKey: access.adminKey, isReachableFromOutside: network.isReachableFromOutside)
    }

    /// Who may publish.
    var publishPolicy: PublishPolicy {
        PublishPolicy(
            keys: access.publishKeys, isOpen: access.opensPublishing,
            isReachableFromOutside: network.isReachableFromOutside)
    }
}
