// The first page: what is live, and how to begin a stream.

import { answer } from "./refusal.js";
import { byID, copies, counted, duration, element, streamName, whileSeen } from "./ui.js";

const name = byID("name");

// What is live

/** @type {{name: string, title?: string, state: string, began?: string, viewers: number, tracks: object[]}[]} */
let streams = [];

async function refresh() {
  const health = byID("health");
  try {
    const response = await answer("/api/v1/streams");
    streams = gathered((await response.json()).streams);
    health.dataset.state = "ready";
    health.textContent = "Ready";
    show();
    showPosters();
  } catch (problem) {
    health.dataset.state = "gone";
    health.textContent = problem.title ?? "It does not answer";
  }
}

/** Streams with those of a stage's participants, `{stage}~{participant}`, as one. */
function gathered(all) {
  const stages = new Map();
  const others = all.filter((stream) => {
    const [name, participant] = stream.name.split("~");
    if (!participant) return true;
    if (stream.state !== "live") return false;
    const stage = stages.get(name) ?? { ...stream, name, tracks: [], people: 0 };
    stage.people += 1;
    if (stream.began < stage.began) stage.began = stream.began;
    stages.set(name, stage);
    return false;
  });
  return [...others.filter(({ name, state }) => state === "live" || !stages.has(name)), ...stages.values()];
}

/** Cards are kept from one look to the next, so that focus stays where it is. */
const cards = new Map();

function show() {
  const order = { live: 0, interrupted: 1, awaited: 2 };
  const sorted = streams.toSorted((a, b) => order[a.state] - order[b.state] || b.viewers - a.viewers);
  const names = new Set(sorted.map(key));
  for (const [known, card] of cards) {
    if (!names.has(known)) {
      card.remove();
      cards.delete(known);
    }
  }
  sorted.forEach((stream, index) => {
    if (!cards.has(key(stream))) cards.set(key(stream), element("li"));
    const card = cards.get(key(stream));
    fill(card, stream);
    const list = byID("streams");
    if (list.children[index] !== card) list.insertBefore(card, list.children[index] ?? null);
  });
  byID("empty").hidden = sorted.length > 0;
}

/** A stage and a stream of the same name are two cards. */
const key = ({ name, people }) => (people ? `${name}~` : name);

const words = { live: "Live", interrupted: "Interrupted", awaited: "Awaited" };

function fill(card, { name, title, state, began, viewers, tracks, people }) {
  const isAwaited = state === "awaited";
  const codecs = tracks.map(({ codec, layers }) => (layers > 1 ? `${codec} × ${layers}` : codec)).join(", ");
  const facts = isAwaited
    ? [`${counted(viewers, "viewer")} waiting`]
    : [people ? `${counted(people, "person", "people")} on stage` : counted(viewers, "viewer"), began && duration((Date.now() - new Date(began)) / 1000), codecs];
  if (!card.firstChild) {
    const link = element("a", { className: "stream" },
      element("img", { className: "poster", alt: "", hidden: true }), element("span", { className: "badge" }), element("strong"), element("span", { className: "hint" }));
    card.append(link);
  }
  const [link] = card.children;
  link.href = `/${people ? "stage" : isAwaited ? "studio" : "watch"}/${name}`;
  link.dataset.poster = state === "live" ? `/hls/${name}/poster.jpg` : "";
  const [poster, badge, strong, hint] = link.children;
  strong.textContent = title ?? name;
  if (state !== "live") poster.hidden = true;
  badge.dataset.state = state;
  badge.textContent = words[state] ?? state;
  hint.textContent = [title && name, ...facts, isAwaited && "go live for them"].filter(Boolean).join(" · ");
}

/** How often a picture is fetched anew, and asked for where there was none, in milliseconds. */
const posterPace = { fresh: 10_000, missing: 60_000 };

/** Shows what streams look like now, those that are packaged for somebody anyway: a list asks no publisher for keyframes. */
function showPosters() {
  for (const link of document.querySelectorAll("a.stream[data-poster^='/']")) {
    const now = Date.now();
    if (now < (link.dataset.next ?? 0)) continue;
    link.dataset.next = now + posterPace.fresh;
    const image = link.querySelector(".poster");
    const next = element("img", { src: `${link.dataset.poster}?glance&at=${now}` });
    next.addEventListener("load", () => {
      image.src = next.src;
      image.hidden = false;
    });
    next.addEventListener("error", () => { link.dataset.next = now + posterPace.missing; });
  }
}

// What was live

/** The newest of them are listed, so many. */
const mostRecordings = 12;

async function showRecordings() {
  const response = await fetch("/api/v1/recordings", { cache: "no-store" }).catch(() => undefined);
  if (!response?.ok) return;
  const recordings = (await response.json()).recordings.filter(({ state }) => state !== "recording")
    .sort((one, other) => (one.began < other.began ? 1 : -1)).slice(0, mostRecordings);
  byID("recordings-part").hidden = recordings.length === 0;
  const shown = JSON.stringify(recordings);
  if (shown === byID("recordings").dataset.shown) return;
  byID("recordings").dataset.shown = shown;
  byID("recordings").replaceChildren(...recordings.map(({ stream, title, began, seconds, bytes, mp4 }) => element("li", {},
    element("a", { className: "stream", href: mp4 },
      element("strong", {}, title ?? stream),
      element("span", { className: "hint" }, [
        ...(title ? [stream] : []),
        new Date(began).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }), duration(seconds), `${(bytes / 1e6).toFixed(1)} MB`,
      ].join(" · "))))));
}

// How to begin a stream

function instruct() {
  const stream = streamName.test(name.value) ? name.value : "my-stream";
  const endpoint = `${location.origin}/whip/${stream}`;
  byID("studio").href = `/studio/${stream}`;
  byID("endpoint").textContent = endpoint;
  byID("command").textContent = [
    "ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=30", "-re -f lavfi -i sine=frequency=440:sample_rate=48000",
    "-c:v libx264 -preset veryfast -tune zerolatency -profile:v baseline -pix_fmt yuv420p -g 60 -b:v 2M",
    `-c:a libopus -ac 2 -f whip ${endpoint}`,
  ].join(" \\\n  ");
}

name.addEventListener("input", instruct);
byID("form").addEventListener("submit", (event) => {
  event.preventDefault();
  location.href = `/studio/${name.value}`;
});
copies(byID("copy-endpoint"), () => byID("endpoint").textContent);
copies(byID("copy-command"), () => byID("command").textContent);
byID("insecure").hidden = isSecureContext;
instruct();
whileSeen(2000, refresh);
whileSeen(10_000, showRecordings);
