// The first page: what is live, and how to begin a stream.

import { request, Refusal } from "./refusal.js";
import { byID, copies, counted, duration, element, streamName, whileSeen } from "./ui.js";

const name = byID("name");

// What is live

/** @type {{name: string, state: string, began?: string, viewers: number, tracks: object[]}[]} */
let streams = [];

async function refresh() {
  const health = byID("health");
  try {
    const response = await request("/api/v1/streams");
    if (!response.ok) throw await Refusal.from(response);
    streams = (await response.json()).streams;
    health.dataset.state = "ready";
    health.textContent = "Ready";
    show();
  } catch (problem) {
    health.dataset.state = "gone";
    health.textContent = problem.title ?? "It does not answer";
  }
}

/** Cards are kept from one look to the next, so that focus stays where it is. */
const cards = new Map();

function show() {
  const order = { live: 0, interrupted: 1, awaited: 2 };
  const sorted = streams.toSorted((a, b) => order[a.state] - order[b.state] || b.viewers - a.viewers);
  const names = new Set(sorted.map((stream) => stream.name));
  for (const [known, card] of cards) {
    if (!names.has(known)) {
      card.remove();
      cards.delete(known);
    }
  }
  sorted.forEach((stream, index) => {
    if (!cards.has(stream.name)) cards.set(stream.name, element("li"));
    const card = cards.get(stream.name);
    fill(card, stream);
    const list = byID("streams");
    if (list.children[index] !== card) list.insertBefore(card, list.children[index] ?? null);
  });
  byID("empty").hidden = sorted.length > 0;
}

const words = { live: "Live", interrupted: "Interrupted", awaited: "Awaited" };

function fill(card, { name, state, began, viewers, tracks }) {
  const isAwaited = state === "awaited";
  const codecs = tracks.map(({ codec, layers }) => (layers > 1 ? `${codec} × ${layers}` : codec)).join(", ");
  const facts = isAwaited
    ? [`${counted(viewers, "viewer")} waiting`]
    : [counted(viewers, "viewer"), began && duration((Date.now() - new Date(began)) / 1000), codecs];
  if (!card.firstChild) {
    const link = element("a", { className: "stream" },
      element("span", { className: "badge" }), element("strong", {}, name), element("span", { className: "hint" }));
    card.append(link);
  }
  const [link] = card.children;
  link.href = `/${isAwaited ? "studio" : "watch"}/${name}`;
  const [badge, , hint] = link.children;
  badge.dataset.state = state;
  badge.textContent = words[state] ?? state;
  hint.textContent = [...facts, isAwaited && "go live for them"].filter(Boolean).join(" · ");
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
