// The playlists of this server, as far as a player needs them (RFC 8216bis).

/** The attributes of a tag. */
function attributes(line) {
  const list = line.slice(line.indexOf(":") + 1).matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g);
  return Object.fromEntries([...list].map(([, name, value]) => [name, value.replaceAll('"', "")]));
}

/**
 * The variants of the picture, the best first, where the sound is, if it is apart, and where keyframes are listed. What is sent as
 * it came is listed first; the same in another codec is for browsers that do not take that, by what they say of a type.
 * @returns {{variants: {id: string, url: URL, type: string, bandwidth: number, average: number, height: number}[],
 *   audio?: {url: URL, type: string}, keyframes?: URL}}
 */
export function readMultivariant(playlist, url, takes) {
  const lines = playlist.split("\n");
  const sounds = Object.fromEntries(lines.filter((line) => line.startsWith("#EXT-X-MEDIA:")).map((line) => {
    const { "GROUP-ID": group, URI } = attributes(line);
    return [group, new URL(URI, url)];
  }));
  const keyframes = lines.find((line) => line.startsWith("#EXT-X-I-FRAME-STREAM-INF:"));
  const all = [];
  lines.forEach((line, index) => {
    if (!line.startsWith("#EXT-X-STREAM-INF:")) return;
    const { CODECS, BANDWIDTH, "AVERAGE-BANDWIDTH": average = BANDWIDTH, RESOLUTION = "", AUDIO } = attributes(line);
    const [codec, second] = CODECS.split(",");
    const address = new URL(lines[index + 1], url);
    all.push({
      id: address.pathname.split("/").at(-2), url: address, bandwidth: Number(BANDWIDTH), average: Number(average), group: AUDIO,
      height: Number(RESOLUTION.split("x")[1] ?? 0), family: codec.split(".")[0],
      type: `${/^(opus|mp4a)/.test(codec) ? "audio" : "video"}/mp4; codecs="${codec}"`,
      sound: AUDIO && { url: sounds[AUDIO], type: `audio/mp4; codecs="${second}"` },
    });
  });
  const first = all.find(({ type, sound }) => takes(type) && (!sound || takes(sound.type))) ?? all[0];
  const variants = first.type.startsWith("audio/") ? [first] : all.filter(
    ({ group, family }) => group === first.group && family === first.family);
  variants.sort((one, other) => other.height - one.height || other.bandwidth - one.bandwidth);
  return { variants, audio: first.sound, keyframes: keyframes && new URL(attributes(keyframes).URI, url) };
}

/**
 * Segments and their parts, with the dates at which each begins and the last ends, in milliseconds; of a playlist of keyframes
 * also how many octets of a segment are its keyframe.
 * @typedef {{number: number, url?: string, map: string, isGap: boolean, date: number, duration: number, octets?: number,
 *   parts: {url: string, duration: number, isIndependent: boolean}[]}} Segment
 * `others` tells which other renditions there are, so that one sees when that changes.
 * @returns {{segments: Segment[], holdBack: number, partTarget?: number, hint?: string, isEnded: boolean, epoch?: string,
 *   end: number, others: string}}
 */
export function readMedia(playlist, url) {
  const result = {
    segments: [], holdBack: 1, partTarget: undefined, hint: undefined, isEnded: false, epoch: undefined, end: 0, others: "",
  };
  let number = 0;
  let map;
  let isGap = false;
  let parts = [];
  let date = 0;
  let duration = 0;
  let octets;
  const finish = (address) => {
    const length = duration || parts.reduce((sum, part) => sum + part.duration, 0);
    result.segments.push({ number: number++, url: address, map, isGap, parts, date, duration: length, octets });
    result.end = date = date + length * 1000;
    isGap = false;
    parts = [];
    duration = 0;
    octets = undefined;
  };
  for (const line of playlist.split("\n")) {
    const tag = line.startsWith("#") ? line.split(":", 1)[0] : "";
    switch (tag) {
      case "#EXT-X-PART-INF": result.partTarget = Number(attributes(line)["PART-TARGET"]); break;
      case "#EXT-X-SERVER-CONTROL": result.holdBack = Number(attributes(line)["PART-HOLD-BACK"]); break;
      case "#EXT-X-MEDIA-SEQUENCE": number = Number(line.split(":")[1]); break;
      case "#EXT-X-MAP": map = new URL(attributes(line).URI, url).href; break;
      case "#EXT-X-PROGRAM-DATE-TIME": date = Date.parse(line.slice(tag.length + 1)); break;
      case "#EXTINF": duration = Number.parseFloat(line.slice(tag.length + 1)); break;
      case "#EXT-X-BYTERANGE": octets = Number.parseInt(line.split(":")[1], 10); break;
      case "#EXT-X-GAP": isGap = true; break;
      case "#EXT-X-ENDLIST": result.isEnded = true; break;
      case "#EXT-X-PRELOAD-HINT": result.hint = new URL(attributes(line).URI, url).href; break;
      case "#EXT-X-RENDITION-REPORT": result.others += `${attributes(line).URI} `; break;
      case "#EXT-X-PART": {
        const { URI, DURATION, INDEPENDENT } = attributes(line);
        parts.push({ url: new URL(URI, url).href, duration: Number(DURATION), isIndependent: INDEPENDENT === "YES" });
        break;
      }
      case "": if (line) finish(new URL(line, url).href);
    }
  }
  if (parts.length) finish(undefined);
  result.epoch = map?.split("-").at(-2);
  return result;
}

/** Where to begin to be live: the last part that can be decoded alone and is far enough from the end. */
export function beginning({ segments, holdBack }) {
  let time = 0;
  for (const { number, parts } of segments.toReversed()) {
    for (let part = parts.length - 1; part >= 0; part--) {
      time += parts[part].duration;
      if (time >= holdBack && parts[part].isIndependent) return { number, part };
    }
  }
  return { number: segments.at(-1)?.number ?? 0, part: 0 };
}

/** Where to begin to show what was at a date: segments begin with a keyframe, and this one with that date. */
export function beginningAt(date, { segments }) {
  const found = segments.findLast((segment) => !segment.isGap && segment.date <= date + 1) ?? segments[0];
  return { number: found?.number ?? 0, part: 0, date: found?.date ?? date };
}
