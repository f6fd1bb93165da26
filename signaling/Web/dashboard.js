// The operator's page: what goes wrong, what the server does, and every stream and session.

import { Figure } from "./figure.js";
import { ask, hasKey, useKey } from "./operator.js";
import { Scrape } from "./scrape.js";
import { bitrate, byID, counted, duration, element, milliseconds, whileSeen } from "./ui.js";

/** How many sessions are listed; what comes behind is for the filter. */
const listed = 50;
/** How long a session that failed is a problem. */
const recent = 5 * 60_000;

// Asking

async function refresh() {
  try {
    const [{ streams }, { sessions }, { recordings }, metrics] = await Promise.all([
      ask("/api/v1/streams").then((answer) => answer.json()),
      ask("/api/v1/sessions").then((answer) => answer.json()),
      // Where media is another process, this one knows of no recordings.
      ask("/api/v1/recordings").then((answer) => answer.json()).catch((problem) => {
        if (problem.status === 404) return { recordings: [] };
        throw problem;
      }),
      ask("/metrics").then((answer) => answer.text()),
    ]);
    admit();
    show(streams, sessions, recordings, new Scrape(metrics));
    report("ready", "Ready");
  } catch (problem) {
    if (problem.status === 401 || problem.status === 403 || problem.status === 429) refuse(problem);
    else report("gone", problem.title ?? "It does not answer");
  }
}

function report(state, text) {
  const health = byID("health");
  health.dataset.state = state;
  if (health.textContent !== text) health.textContent = text;
}

const sections = ["numbers", "streams", "sessions"];

function admit() {
  byID("login").hidden = true;
  for (const id of sections) byID(id).hidden = false;
}

/** Asks for the key, and says why. */
function refuse({ status, title, detail }) {
  const hadKey = hasKey();
  if (status === 401) useKey();
  for (const id of [...sections, "problems"]) byID(id).hidden = true;
  byID("login").hidden = false;
  byID("why").textContent = `${title}. ${hadKey || status !== 401 ? detail : ""}`;
  report("unknown", "Locked");
}

byID("login").addEventListener("submit", (event) => {
  event.preventDefault();
  useKey(byID("key").value);
  refresh();
});

// Figures

const figures = {
  viewers: new Figure("Viewers"),
  sent: new Figure("Sent", 1e6),
  received: new Figure("Received", 1e6),
  processor: new Figure("Processor", 1),
  packet: new Figure("Time a packet", 1e-6),
  join: new Figure("Joining, median", 100),
  slowest: new Figure("Joining, 95 of 100", 100),
  drops: new Figure("Dropped a second", 1),
  startup: new Figure("First picture, in players", 0.5),
  rebuffering: new Figure("Standing still, in players", 0.01),
  latency: new Figure("Latency, in players", 0.2),
  errors: new Figure("Errors of players a minute", 1),
};
byID("figures").append(...Object.values(figures).map((figure) => figure.element));

/** @type {Scrape | undefined} */
let before;
/** What was scraped in the last minutes, the oldest first: players report twice a minute. @type {Scrape[]} */
const scrapes = [];
const remembered = 60;

function plot(streams, sessions, metrics) {
  const sum = (direction) => streams.reduce((all, stream) => all + (stream[direction].bits_per_second ?? 0), 0);
  const viewers = streams.reduce((all, stream) => all + stream.viewers, 0);
  figures.viewers.add(viewers, String(viewers));
  figures.sent.add(sum("sent"), bitrate(sum("sent")));
  figures.received.add(sum("received"), bitrate(sum("received")));
  const busy = metrics.rate("starling_process_cpu_seconds_total", before);
  figures.processor.add(busy, `${Math.round((busy ?? 0) * 100)} % of a core`);
  const packets = metrics.rate("starling_worker_sent_packets_total", before);
  const packet = packets > 0 ? metrics.rate("starling_worker_cpu_seconds_total", before) / packets : undefined;
  figures.packet.add(packet, `${((packet ?? 0) * 1e6).toFixed(2)} µs`);
  // Who came before the publisher has waited, not joined.
  const beginnings = new Map(streams.map(({ name, began }) => [name, began]));
  const joins = sessions.filter(({ role, stream, began, facts }) =>
    role === "viewer" && facts.first_keyframe_ms !== undefined && beginnings.get(stream) <= began)
    .map(({ facts }) => facts.first_keyframe_ms).sort((a, b) => a - b);
  for (const [figure, part] of [[figures.join, 0.5], [figures.slowest, 0.95]]) {
    const value = joins[Math.min(joins.length - 1, Math.floor(joins.length * part))];
    figure.add(value, `${Math.round(value ?? 0)} ms`);
  }
  const drops = metrics.rate("starling_media_drops_total", before);
  figures.drops.add(drops, String(Math.round(drops ?? 0)));
  before = metrics;
  plotPlayers(metrics);
}

/** What players said of themselves in the last two minutes. */
function plotPlayers(metrics) {
  const [then] = scrapes;
  scrapes.push(metrics);
  if (scrapes.length > remembered) scrapes.shift();
  if (!then) return;
  const growth = (name) => metrics.growth(`starling_playback_${name}`, then) ?? 0;
  const mean = (name) => (growth(`${name}_count`) > 0 ? growth(`${name}_sum`) / growth(`${name}_count`) : undefined);
  const [played, stalled] = [growth("played_seconds_total"), growth("stalled_seconds_total")];
  const ratio = played + stalled > 0 ? stalled / (played + stalled) : undefined;
  figures.startup.add(mean("startup_seconds"), milliseconds(mean("startup_seconds")));
  figures.rebuffering.add(ratio, share(ratio));
  figures.latency.add(mean("latency_seconds"), milliseconds(mean("latency_seconds")));
  const minutes = (metrics.at - then.at) / 60_000;
  const errors = growth("reports_total") > 0 ? growth("errors_total") / minutes : undefined;
  figures.errors.add(errors, String(Math.round(errors ?? 0)));
}

// Rows that stay in place from one look to the next, so that focus and what is unfolded stay

/** Shows `entries` as children of `list`, each kept under its key: made by `make`, changed by `fill`. */
function keep(list, entries, { of, make, fill }) {
  const present = new Map([...list.children].map((child) => [child.dataset.key, child]));
  entries.forEach((entry, index) => {
    const name = of(entry);
    const row = present.get(name) ?? make(entry);
    row.dataset.key = name;
    present.delete(name);
    fill(row, entry);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  for (const row of present.values()) row.remove();
}

/** Sets text only where it changed, so that a selection stays. */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

const share = (fraction) => (fraction === undefined ? "–" : `${(fraction * 100).toFixed(fraction < 0.01 ? 2 : 1)} %`);
const rate = ({ bits_per_second: bits }) => (bits === undefined ? "–" : bitrate(bits));

function show(streams, sessions, recordings, metrics) {
  plot(streams, sessions, metrics);
  keep(byID("stream-rows"), streams.toSorted((a, b) => b.viewers - a.viewers), streamRow(sessions, recordings));
  byID("no-streams").hidden = streams.length > 0;
  showSessions(sessions);
  showProblems(streams, sessions, recordings);
}

// Problems

function showProblems(streams, sessions, recordings) {
  const problems = [
    ...recordings.filter(({ state, problem }) => state === "recording" && problem).map(({ video, stream, problem }) => ({
      id: video, title: `The recording of ${stream} loses media`, detail: problem })),
    ...streams.filter(({ state }) => state === "interrupted").map(({ name }) => ({
      id: `stream ${name}`, title: `The publisher of ${name} has fallen silent`, detail: "Its viewers wait for it to come back." })),
    ...sessions.filter(isProblem).map((session) => ({
      id: session.id, title: title(session), detail: session.diagnosis ?? session.facts.end ?? "" })),
  ];
  byID("problems").hidden = problems.length === 0;
  keep(byID("problem-list"), problems.slice(0, listed), {
    of: ({ id }) => id,
    make: () => element("li", { className: "problem" }, element("strong"), element("span")),
    fill: (row, problem) => {
      say(row.children[0], problem.title);
      say(row.children[1], problem.detail);
    },
  });
}

const isProblem = ({ state, diagnosis, ended }) =>
  (state === "failed" || diagnosis) && (!ended || Date.now() - new Date(ended) < recent);

const roles = { publisher: "Publisher", viewer: "Viewer" };
const title = ({ role, stream, client }) => `${roles[role] ?? role} of ${stream}${client ? ` from ${client}` : ""}`;

// Streams

const streamRow = (sessions, recordings) => ({
  of: ({ name }) => name,
  make: ({ name }) => {
    const record = element("button", { type: "button", "aria-pressed": "false", "aria-label": `Record ${name}` }, "Record");
    const stop = element("button", { type: "button", "aria-label": `End the publisher of ${name}` }, "Stop");
    return element("tr", {},
      element("th", { scope: "row" }, element("a", { href: `/watch/${name}` }, name)),
      element("td", {}, element("span", { className: "badge" })), ...Array.from({ length: 5 }, () => element("td")),
      element("td", { className: "acts-on" }, record, stop));
  },
  fill: (row, { name, state, viewers, received, sent, tracks, began }) => {
    const cells = [...row.children].map((cell) => cell.firstElementChild ?? cell);
    cells[1].dataset.state = state;
    say(cells[1], state === "live" && began ? duration((Date.now() - new Date(began)) / 1000) : state);
    say(cells[2], String(viewers));
    say(cells[3], rate(received));
    say(cells[4], share(received.fraction_lost));
    say(cells[5], rate(sent));
    say(cells[6], tracks.map(({ codec, layers }) => (layers > 1 ? `${codec} × ${layers}` : codec)).join(", "));
    const publisher = sessions.find(({ role, stream, ended }) => role === "publisher" && stream === name && !ended);
    const [record, stop] = row.lastElementChild.children;
    const isRecorded = recordings.some((one) => one.state === "recording" && one.stream === name);
    record.disabled = state !== "live" && !isRecorded;
    record.setAttribute("aria-pressed", isRecorded);
    record.onclick = () => act(`/api/v1/streams/${name}/recording`, isRecorded ? "DELETE" : "POST");
    stop.disabled = !publisher;
    stop.onclick = () => end(publisher, stop);
  },
});

// Sessions

let sessionsSeen = [];

function showSessions(sessions) {
  sessionsSeen = sessions;
  const wanted = byID("filter").value.trim().toLowerCase();
  const found = sessions.toReversed().filter(({ id, role, stream, state, client = "", userAgent = "" }) =>
    [id, role, stream, state, client, userAgent].some((text) => text.toLowerCase().includes(wanted)));
  keep(byID("session-list"), found.slice(0, listed), sessionRow);
  say(byID("more"), found.length > listed ? `${found.length - listed} more: filter to see them.`
    : found.length === 0 ? "None." : counted(found.length, "session"));
}

byID("filter").addEventListener("input", () => showSessions(sessionsSeen));

const sessionRow = {
  of: ({ id }) => id,
  make: () => element("li", { className: "session" },
    element("details", {},
      element("summary", {}, element("span", { className: "badge" }), element("strong"), element("span", { className: "hint" })),
      element("dl", { className: "facts" }),
      element("button", { type: "button" }, "End this session"))),
  fill: (row, session) => {
    const [summary, facts, button] = row.firstElementChild.children;
    const [badge, name, hint] = summary.children;
    badge.dataset.state = session.state === "connected" ? "live" : session.state;
    say(badge, session.state);
    say(name, title(session));
    say(hint, [session.facts.path, session.facts.srtp_profile, ...session.tracks.map(trackText)].filter(Boolean).join(" · "));
    button.hidden = Boolean(session.ended);
    button.onclick = () => end(session, button);
    if (row.firstElementChild.open) fillFacts(facts, session);
    row.firstElementChild.ontoggle = () => fillFacts(facts, session);
  },
};

function trackText({ kind, codec, layer, numbers }) {
  const parts = [codec ?? kind, numbers.bits_per_second !== undefined && bitrate(numbers.bits_per_second),
    numbers.fraction_lost > 0 && `${share(numbers.fraction_lost)} lost`, layer > 0 && `layer ${layer}`];
  return parts.filter(Boolean).join(", ");
}

/** All that is known and not zero, under names for people: `first_keyframe_ms` is `first keyframe`, in milliseconds. */
function fillFacts(list, { id, userAgent, began, ended, diagnosis, facts, tracks }) {
  const told = { diagnosis, session: id, began, ended, browser: userAgent, ...facts };
  for (const [index, { kind, direction, numbers }] of tracks.entries()) {
    for (const [name, value] of Object.entries(numbers)) told[`${kind} ${direction} ${index + 1}: ${name}`] = value;
  }
  const entries = Object.entries(told).filter(([, value]) => value !== undefined && value !== null && value !== 0);
  keep(list, entries, {
    of: ([name]) => name,
    make: ([name]) => element("div", {}, element("dt", {}, name.replace(/_ms$/, "").replaceAll("_", " ")), element("dd")),
    fill: (row, [name, value]) => say(row.children[1], text(name, value)),
  });
}

function text(name, value) {
  if (name.endsWith("_ms")) return `${Math.round(value)} ms`;
  if (name.endsWith("bits_per_second")) return bitrate(value);
  if (name.endsWith("fraction_lost")) return share(value);
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

/** Ends a session when its button is pressed a second time within a few seconds. */
async function end({ id }, button) {
  if (!button.dataset.label) {
    button.dataset.label = button.textContent;
    button.textContent = "Really?";
    setTimeout(() => {
      button.textContent = button.dataset.label;
      delete button.dataset.label;
    }, 4000);
    return;
  }
  act(`/api/v1/sessions/${id}`, "DELETE");
}

/** Does something, and shows what became of it. */
async function act(path, method) {
  let problem;
  await ask(path, { method }).catch((error) => { problem = error; });
  await refresh();
  if (problem) report("gone", problem.title);
}

whileSeen(2000, refresh);
