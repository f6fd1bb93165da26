// Hides frames from whoever has not the key, as a transform between codec and network (WebRTC Encoded Transform).
//
// The cipher is an XOR with one octet, its own inverse: all that matters is that servers and decoders cannot read on.

/**
 * Which octets of a frame stay clear, as pairs of start and end: those by which Chromium cuts a frame into packets, and
 * tells a keyframe at the other end.
 */
const clear = {
    // The frame header, and a keyframe's start code and size (RFC 7741 §4.3).
    VP8: (data, type) => [[0, type === 'key' ? 10 : 3]],
    // All that is needed is in the payload descriptor.
    VP9: () => [],
    // Of a slice its first octet too: a receiver asks it which slice begins a picture.
    H264: (data) => units(data).map(([start, body, end]) => [start, isParameterSet(data[body]) ? end : body + 2]),
    AV1: (data) => openBitstreamUnits(data),
    opus: () => [],
}

/** The units of an H.264 byte stream: where each one's start code, its body and the next one begin. */
function units(data) {
    const codes = []
    for (let index = 2; index < data.length; index++) {
        if (data[index] !== 1 || data[index - 1] !== 0 || data[index - 2] !== 0) continue
        codes.push({ start: data[index - 3] === 0 ? index - 3 : index - 2, body: index + 1 })
    }
    return codes.map(({ start, body }, index) => [start, body, codes[index + 1]?.start ?? data.length])
}

function isParameterSet(head) {
    return [7, 8].includes(head & 0x1f)
}

/** The heads and lengths of AV1's units, and sequence headers whole (AV1 §5.3). */
function openBitstreamUnits(data) {
    const ranges = []
    for (let start = 0; start < data.length; ) {
        let body = start + (data[start] & 0x04 ? 2 : 1)
        let size = data.length - body
        if (data[start] & 0x02) {
            size = 0
            for (let shift = 0; ; shift += 7) {
                size |= (data[body] & 0x7f) << shift
                if (!(data[body++] & 0x80)) break
            }
        }
        const isSequenceHeader = ((data[start] >> 3) & 0x0f) === 1
        ranges.push([start, isSequenceHeader ? body + size : body])
        start = body + size
    }
    return ranges
}

onrtctransform = ({ transformer }) => {
    const { key, codec } = transformer.options
    let count = 0
    const cipher = new TransformStream({
        transform(frame, controller) {
            count += 1
            if (count % 10 === 0) postMessage(count)
            const data = new Uint8Array(frame.data)
            const kept = codec ? clear[codec](data, frame.type) : []
            let index = 0
            for (const [start, end] of [...kept, [data.length, data.length]]) {
                for (; index < start; index++) data[index] ^= key
                index = end
            }
            controller.enqueue(frame)
        },
    })
    transformer.readable.pipeThrough(cipher).pipeTo(transformer.writable)
}
