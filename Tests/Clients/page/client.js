// A WHIP publisher and a WHEP player for tests, driven from outside through `window.client`.
//
// Every session has a name, by which later calls find it.

/** @type {Map<string, {pc: RTCPeerConnection, location?: URL, etag?: string, key?: string}>} */
const sessions = new Map()

/** What a codec needs beside itself: retransmission and forward error correction. */
const companions = ['rtx', 'red', 'ulpfec', 'flexfec-03']

/** Leaves only this codec, and its companions, on offer; those of another list if there is one. */
function restrict(transceiver, kind, codec, names = companions) {
    const all = RTCRtpReceiver.getCapabilities(kind).codecs
    const wanted = all.filter((entry) => entry.mimeType === `${kind}/${codec}`)
    if (wanted.length === 0) throw new Error(`this browser has no ${codec}`)
    const beside = all.filter((entry) => names.some((name) => entry.mimeType === `${kind}/${name}`))
    transceiver.setCodecPreferences([...wanted, ...beside])
}

/** The layers that a simulcast publisher sends, smallest first. Without a mode Chromium makes one scalable stream of VP9's. */
const layers = [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T1' },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T1' },
    { rid: 'f', maxBitrate: 1_500_000, scalabilityMode: 'L1T1' },
]

/** How many frames of each kind have passed a cipher, about. */
const enciphered = {}

/**
 * Lets frames pass a cipher on their way between codec and network. With `hidesAll` they are hidden whole, or else all
 * but what packetizers read.
 */
function encipher(end, kind, { key, codec, hidesAll = false }) {
    const name = kind === 'audio' ? 'opus' : codec
    const worker = new Worker('cipher.js')
    worker.onmessage = ({ data }) => (enciphered[kind] = data)
    end.transform = new RTCRtpScriptTransform(worker, { key, codec: hidesAll ? undefined : name })
}

/** Offers Opus, before it RED (RFC 2198) if that is wished, and nothing else. */
function offerSound(transceiver, { isRedundant }) {
    const all = RTCRtpReceiver.getCapabilities('audio').codecs
    const names = isRedundant ? ['audio/red', 'audio/opus'] : ['audio/opus']
    transceiver.setCodecPreferences(names.map((name) => all.find(({ mimeType }) => mimeType === name)))
}

/** Offers the header extension that tells what each frame depends on. */
function describeFrames(transceiver) {
    const extensions = transceiver.getHeaderExtensionsToNegotiate()
    extensions.find(({ uri }) => uri.includes('#dependency-descriptor')).direction = 'sendrecv'
    transceiver.setHeaderExtensionsToNegotiate(extensions)
}

/** A connection that sends the camera and the microphone. */
async function sender(options) {
    const { codec, simulcast = false, scalabilityMode, audio = true, degradation } = options
    const { width = 640, height = 360, frameRate = 30 } = options
    const pc = new RTCPeerConnection()
    const video = { width, height, frameRate }
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio })
    for (const track of stream.getTracks()) {
        const scalable = scalabilityMode ? [{ scalabilityMode }] : undefined
        const sendEncodings = track.kind === 'video' ? (simulcast ? layers : scalable) : undefined
        const transceiver = pc.addTransceiver(track, { direction: 'sendonly', streams: [stream], sendEncodings })
        if (options.cipher) encipher(transceiver.sender, track.kind, options.cipher)
        if (track.kind === 'audio' && options.sound) offerSound(transceiver, options.sound)
        if (track.kind !== 'video') continue
        if (codec) restrict(transceiver, 'video', codec)
        if (options.describesFrames) describeFrames(transceiver)
        if (degradation) {
            const parameters = transceiver.sender.getParameters()
            parameters.degradationPreference = degradation
            await transceiver.sender.setParameters(parameters)
        }
    }
    return pc
}

/** Shows what a connection receives: sound is decoded only when an element plays it. */
function show(pc) {
    const element = document.createElement('video')
    element.autoplay = true
    element.srcObject = new MediaStream()
    document.body.append(element)
    pc.ontrack = (event) => element.srcObject.addTrack(event.track)
}

/** A connection that receives one picture and one sound. */
function receiver({ codec, beside, audio = true, sound, cipher, describesFrames = false }) {
    const pc = new RTCPeerConnection()
    show(pc)
    for (const kind of audio ? ['video', 'audio'] : ['video']) {
        const transceiver = pc.addTransceiver(kind, { direction: 'recvonly' })
        if (cipher) encipher(transceiver.receiver, kind, cipher)
        if (kind === 'audio' && sound) offerSound(transceiver, sound)
        if (kind !== 'video') continue
        if (codec) restrict(transceiver, 'video', codec, beside)
        if (describesFrames) describeFrames(transceiver)
    }
    return pc
}

/** Waits until all candidates are in the local description. */
async function gathered(pc) {
    while (pc.iceGatheringState !== 'complete') await pause(10)
}

function pause(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds))
}

/** Offers a connection to a WHIP or WHEP endpoint (RFC 9725 §4.2). */
async function connect(name, pc, { url, key, takeover = false, gather = false, trickle = false }) {
    const session = { pc, key }
    sessions.set(name, session)
    const candidates = []
    pc.onicecandidate = ({ candidate }) => candidates.push(candidate)
    await pc.setLocalDescription()
    if (gather) await gathered(pc)
    const response = await fetch(takeover ? `${url}?takeover` : url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/sdp', ...authorization(key) },
        body: pc.localDescription.sdp,
    })
    const answer = await response.text()
    if (response.status !== 201) {
        pc.close()
        return { status: response.status, answer }
    }
    session.location = new URL(response.headers.get('Location'), url)
    session.etag = response.headers.get('ETag')
    await pc.setRemoteDescription({ type: 'answer', sdp: answer })
    const trickled = trickle ? await trickleAll(session, candidates) : null
    const { location, etag } = session
    return { status: response.status, answer, location: location.href, etag, trickled }
}

/** Sends the candidates that the offer did not have, all at once (RFC 9725 §4.3.2); returns how it was answered. */
async function trickleAll(session, candidates) {
    await gathered(session.pc)
    const lines = candidates.filter((entry) => entry?.candidate).map((entry) => `a=${entry.candidate}`)
    return (await patch(session, session.etag, [...lines, 'a=end-of-candidates'])).status
}

/** Sends a fragment of SDP for the first media section, which carries all others (RFC 8840 §4). */
function patch({ pc, location, key }, etag, lines) {
    const offer = pc.localDescription.sdp
    const fragment = [/^a=group:BUNDLE.*$/m, /^m=.*$/m, /^a=mid:.*$/m, /^a=ice-ufrag:.*$/m, /^a=ice-pwd:.*$/m]
    return fetch(location, {
        method: 'PATCH',
        headers: {
            'Content-Type': 'application/trickle-ice-sdpfrag',
            ...(etag && { 'If-Match': etag }),
            ...authorization(key),
        },
        body: [...fragment.map((line) => offer.match(line)[0]), ...lines, ''].join('\r\n'),
    })
}

function authorization(key) {
    return key ? { Authorization: `Bearer ${key}` } : {}
}

/** All of a session's statistics, with the codec of each stream and the pair of addresses in use beside them. */
async function statistics(name) {
    const { pc } = sessions.get(name)
    const reports = new Map(await pc.getStats())
    const ofType = (type) => [...reports.values()].filter((report) => report.type === type)
    const withCodec = (report) => ({ ...report, codec: reports.get(report.codecId)?.mimeType })
    const transport = ofType('transport')[0]
    const pair =
        reports.get(transport?.selectedCandidatePairId) ??
        ofType('candidate-pair').find((entry) => entry.selected || (entry.nominated && entry.state === 'succeeded'))
    return {
        enciphered,
        connection: pc.connectionState,
        transport,
        local: reports.get(pair?.localCandidateId),
        remote: reports.get(pair?.remoteCandidateId),
        inbound: ofType('inbound-rtp').map(withCodec),
        outbound: ofType('outbound-rtp').map(withCodec),
        remoteInbound: ofType('remote-inbound-rtp'),
        remoteOutbound: ofType('remote-outbound-rtp'),
    }
}

window.client = {
    /** Publishes the fake camera and microphone. */
    async publish({ name, ...options }) {
        return connect(name, await sender(options), options)
    },

    /** Plays a stream. */
    async play({ name, ...options }) {
        return connect(name, receiver(options), options)
    },

    /** Connects two ends inside this page, with no server between; the receiving end is the session. */
    async loopback({ name, ...options }) {
        const from = await sender(options)
        const to = new RTCPeerConnection()
        show(to)
        from.onicecandidate = ({ candidate }) => to.addIceCandidate(candidate)
        to.onicecandidate = ({ candidate }) => from.addIceCandidate(candidate)
        sessions.set(name, { pc: to })
        await from.setLocalDescription()
        await to.setRemoteDescription(from.localDescription)
        await to.setLocalDescription()
        await from.setRemoteDescription(to.localDescription)
    },

    /** The statistics of a session once it has decoded so many more frames, and heard something, or when time is up. */
    async watch({ name, frames = 30, audio = true, seconds = 15 }) {
        const began = performance.now()
        let first
        for (;;) {
            const now = await statistics(name)
            const video = now.inbound.find((stream) => stream.kind === 'video')
            const sound = now.inbound.find((stream) => stream.kind === 'audio')
            first ??= video?.framesDecoded
            const seen = (video?.framesDecoded ?? 0) - (first ?? 0) >= frames
            const heard = !audio || (sound?.totalAudioEnergy ?? 0) > 0
            const waited = (performance.now() - began) / 1000
            if ((seen && heard) || waited > seconds) return { ...now, complete: seen && heard, waited }
            await pause(50)
        }
    },

    /** Plays a stream; returns when it is seen: how long that took, in seconds, counted from the offer's departure. */
    async join({ name, ...options }) {
        const pc = receiver(options)
        const began = performance.now()
        const answer = await connect(name, pc, options)
        if (answer.status !== 201) return answer
        for (;;) {
            const video = (await statistics(name)).inbound.find((stream) => stream.kind === 'video')
            const waited = (performance.now() - began) / 1000
            if (video?.framesDecoded > 0 || waited > 15) return { ...answer, waited, first: video ?? {} }
            await pause(5)
        }
    },

    /** What a session's video and audio were like in each of so many stretches of time, from now on. */
    async sample({ name, stretches = 6, seconds = 0.5 }) {
        const inbound = async () => (await statistics(name)).inbound
        const of = (reports, kind) => reports.find((stream) => stream.kind === kind) ?? {}
        const samples = []
        let before = await inbound()
        for (let count = 0; count < stretches; count += 1) {
            await pause(seconds * 1000)
            const now = await inbound()
            const entry = {}
            for (const kind of ['video', 'audio']) {
                const [old, fresh] = [of(before, kind), of(now, kind)]
                const emitted = fresh.jitterBufferEmittedCount - (old.jitterBufferEmittedCount ?? 0)
                const delay = (fresh.jitterBufferDelay - (old.jitterBufferDelay ?? 0)) / Math.max(emitted, 1)
                const target =
                    (fresh.jitterBufferTargetDelay - (old.jitterBufferTargetDelay ?? 0)) / Math.max(emitted, 1)
                entry[kind] = { delay, target, emitted, playout: fresh.estimatedPlayoutTimestamp }
            }
            const [old, fresh] = [of(before, 'video'), of(now, 'video')]
            const { freezeCount, pauseCount, framesDropped, pliCount, nackCount, keyFramesDecoded } = fresh
            const { framesDecoded, framesReceived, totalFreezesDuration, frameWidth } = fresh
            samples.push({
                ...entry, freezeCount, pauseCount, framesDropped, pliCount, nackCount, keyFramesDecoded,
                totalFreezesDuration, framesDecoded: framesDecoded - (old.framesDecoded ?? 0), framesReceived,
                frameWidth,
            })
            before = now
        }
        return samples
    },

    /** Restarts ICE, as after a change of network (RFC 9725 §4.3.3). */
    async restart({ name }) {
        const session = sessions.get(name)
        session.pc.restartIce()
        await session.pc.setLocalDescription()
        await gathered(session.pc)
        const lines = session.pc.localDescription.sdp.match(/^a=candidate:.*$/gm)
        const response = await patch(session, '*', [...new Set(lines), 'a=end-of-candidates'])
        const fragment = await response.text()
        if (response.status !== 200) return { status: response.status, answer: fragment }
        session.etag = response.headers.get('ETag')
        let sdp = session.pc.remoteDescription.sdp
        for (const line of [/^a=ice-ufrag:.*$/gm, /^a=ice-pwd:.*$/gm]) {
            sdp = sdp.replaceAll(line, fragment.match(line)[0])
        }
        await session.pc.setRemoteDescription({ type: 'answer', sdp })
        return { status: response.status, answer: fragment, etag: session.etag }
    },

    async statistics({ name }) {
        return statistics(name)
    },

    /** Takes note of when each frame of a session is decoded from now on, in seconds since 1970. */
    async record({ name }) {
        const session = sessions.get(name)
        const { track } = session.pc.getReceivers().find((receiver) => receiver.track.kind === 'video')
        session.frames = []
        const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
        const read = async () => {
            const { value, done } = await reader.read()
            if (done) return
            value.close()
            session.frames.push((performance.timeOrigin + performance.now()) / 1000)
            read()
        }
        read()
    },

    /** When frames were decoded since `record`. */
    async frames({ name }) {
        return sessions.get(name).frames
    },

    /** Ends a session as RFC 9725 §4.2 wants it. */
    async close({ name }) {
        const { pc, location, key } = sessions.get(name)
        sessions.delete(name)
        pc.close()
        if (!location) return null
        return (await fetch(location, { method: 'DELETE', headers: authorization(key) })).status
    },

    /** Where a session is to be changed and ended. */
    async location({ name }) {
        return sessions.get(name).location.href
    },

    /** Sends a DELETE; how it was answered. */
    async remove({ url }) {
        return (await fetch(url, { method: 'DELETE' })).status
    },

    /** Ends a session without a word to the server, as a closed laptop does. */
    async vanish({ name }) {
        sessions.get(name).pc.close()
        sessions.delete(name)
    },
}
