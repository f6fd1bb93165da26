// The page of a stage: who is on it, who speaks, and one's own microphone, camera and screen.

import { Sources } from "./sources.js";
import { StarlingClient } from "./starling-client.js";
import { announce, byID, copy, counted, element, showProblem, streamOfPage } from "./ui.js";

const stream = streamOfPage();
const token = new URLSearchParams(location.hash.slice(1)).get("invite") ?? undefined;
/** The most tiles that are shown at once: oneself, and whom one receives. */
const mostTiles = 10;

const sources = new Sources();
/** @type {StarlingClient|undefined} */
let client;
/** The tiles, by participant. @type {Map<string, {root: HTMLElement, video: HTMLVideoElement, caption: HTMLElement}>} */
const tiles = new Map();
/** When those who could not be received are tried again. */
let again;

byID("stream").textContent = stream;
document.title = `${stream} · Stage · Starling`;
byID("name").value = localStorage.getItem("name") ?? "";

// Coming and going

byID("lobby").addEventListener("submit", (event) => {
  event.preventDefault();
  join(true);
});
byID("watch").addEventListener("click", () => join(false));
byID("leave").addEventListener("click", leave);
addEventListener("pagehide", () => client?.close());

async function join(sends) {
  const name = byID("name").value.trim() || undefined;
  localStorage.setItem("name", name ?? "");
  showProblem("problem");
  setBusy(true);
  try {
    if (sends) await sources.useDevices();
    client = new StarlingClient({ token });
    // For whoever looks into the page: a person at the console, or a test.
    globalThis.stage = client;
    listen(client);
    const { role } = await client.join(stream, { name, role: sends ? undefined : "viewer" });
    byID("lobby").hidden = true;
    byID("toolbar").hidden = false;
    if (sends && role === "viewer") announce("You are watching. Ask to join the stage.");
    if (role !== "viewer") await send();
  } catch (error) {
    showProblem("problem", error.title ? error : { title: "The camera or microphone cannot be used", detail: error.message });
    client?.close();
    client = undefined;
  }
  setBusy(false);
  show();
}

async function leave() {
  const old = client;
  client = undefined;
  await old?.leave().catch(() => {});
  old?.close();
  await Promise.all([sources.useCamera(), sources.useMicrophone(), sources.stopScreen()]);
  for (const { root } of tiles.values()) root.remove();
  tiles.clear();
  byID("lobby").hidden = false;
  byID("toolbar").hidden = true;
  show();
  byID("join").focus();
}

function setBusy(isBusy) {
  byID("join").disabled = byID("watch").disabled = isBusy;
}

async function send() {
  await client.publish({ audio: sources.audio, video: sources.video }, { pausing: true });
}

// What the server tells

function listen(client) {
  for (const type of ["participant", "participant-left", "active-speakers", "selected", "track-removed", "viewers", "state"]) {
    client.addEventListener(type, show);
  }
  client.addEventListener("participant", ({ detail }) => {
    // A host has muted us.
    if (detail.id === client.self && detail.audioMuted && !sources.isMuted) {
      sources.isMuted = true;
      announce("A host has muted you");
    }
  });
  client.addEventListener("role", async ({ detail: { role } }) => {
    announce(role === "viewer" ? "You are no longer on the stage" : "You are on the stage");
    if (role !== "viewer") {
      try {
        if (!sources.audio && !sources.video) await sources.useDevices();
        await send();
      } catch (error) {
        showProblem("problem", { title: "The camera or microphone cannot be used", detail: error.message });
      }
    }
    show();
  });
  client.addEventListener("kicked", () => showProblem("problem", { title: "A host sent you away" }));
  client.addEventListener("state", () => {
    if (client.state !== "closed" || !client.reason) return;
    showProblem("problem", client.reason);
    byID("lobby").hidden = false;
    byID("toolbar").hidden = true;
  });
}

// What one does

byID("mute").addEventListener("click", () => {
  sources.isMuted = !sources.isMuted;
  client?.mute("audio", sources.isMuted).catch(failed);
  show();
});
byID("hide").addEventListener("click", () => {
  sources.isHidden = !sources.isHidden;
  client?.mute("video", sources.isHidden).catch(failed);
  show();
});
byID("screen").addEventListener("click", async () => {
  try {
    if (sources.screen) await sources.stopScreen();
    else await sources.shareScreen();
  } catch (error) {
    if (error.name !== "NotAllowedError") failed(error);
  }
});
byID("hand").addEventListener("click", () => {
  const raised = byID("hand").getAttribute("aria-pressed") !== "true";
  byID("hand").setAttribute("aria-pressed", raised);
  byID("hand").textContent = raised ? "Asked to join" : "Ask to join";
  client?.hand(raised).catch(failed);
});
byID("invite").addEventListener("click", async () => {
  try {
    const made = await client.invite("guest");
    const done = await copy(new URL(`/stage/${stream}#invite=${made.token}`, location.href).href);
    announce(done ? "The invite was copied" : "It could not be copied");
    byID("invite").textContent = done ? "Copied" : "Copy an invite";
    setTimeout(() => { byID("invite").textContent = "Copy an invite"; }, 1600);
  } catch (error) {
    failed(error);
  }
});
addEventListener("keydown", (event) => {
  if (event.target.closest("input, button, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = { m: "mute", v: "hide", s: "screen" }[event.key.toLowerCase()];
  if (button && !byID("toolbar").hidden) byID(button).click();
});

/** The picture is another: camera, screen or none. */
sources.addEventListener("change", () => {
  client?.published?.replace("video", sources.video);
  client?.published?.replace("audio", sources.audio);
  const source = sources.screen ? "screen" : "camera";
  if (client?.self && client.participants.get(client.self)?.source !== source) client.share(source).catch(() => {});
  show();
});

function failed(error) {
  showProblem("problem", { title: error.title ?? "That did not work", detail: error.detail ?? error.message });
}

// What is seen

/** Those who have a tile: oneself, then whom one receives, who speaks first, then those who send nothing. */
function shown() {
  if (!client) return [];
  const all = [...client.participants.values()].filter(({ role }) => role !== "viewer");
  const rank = ({ id }) => (id === client.self ? -1 : client.speakers.indexOf(id) + 1 || (client.selected.includes(id) ? 100 : 200));
  // Who comes back is live before being selected again. The server ends what is received of those whom it selects no more.
  return all.filter(({ id, live }) => id === client.self || !live || client.selected.includes(id) || client.watched.has(id))
    .sort((one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1)).slice(0, mostTiles);
}

function show() {
  const people = shown();
  const wanted = new Set(people.map(({ id }) => id));
  for (const [id, { root }] of tiles) {
    if (wanted.has(id)) continue;
    root.remove();
    tiles.delete(id);
    client?.unwatch(id);
  }
  for (const person of people) showTile(person);
  byID("tiles").dataset.count = people.length;
  showHands();
  const isOnStage = client?.role === "guest" || client?.role === "host";
  for (const id of ["mute", "hide", "screen"]) byID(id).hidden = !isOnStage;
  byID("hand").hidden = client?.role !== "viewer";
  byID("invite").hidden = client?.role !== "host";
  for (const [id, isOn] of [["mute", sources.isMuted], ["hide", sources.isHidden], ["screen", Boolean(sources.screen)]]) {
    byID(id).setAttribute("aria-pressed", isOn);
  }
  const states = { connecting: "Joining …", open: { host: "Host", guest: "On stage" }[client?.role] ?? "Watching",
    interrupted: "Reconnecting …", closed: "Not joined" };
  byID("badge").textContent = client ? states[client.state] : "Not joined";
  byID("badge").dataset.state = client?.state === "interrupted" ? "interrupted" : isOnStage ? "live" : "idle";
  byID("audience").textContent = client?.self
    ? people.length === 0 ? "Nobody is on the stage yet." : `${counted(client.viewers, "viewer")} before the stage` : "";
}

function showTile(person) {
  const isSelf = person.id === client.self;
  const tile = tiles.get(person.id) ?? makeTile(person, isSelf);
  const name = person.name ?? "Somebody";
  tile.root.dataset.speaking = client.speakers[0] === person.id && !person.audioMuted;
  tile.root.dataset.source = person.source;
  tile.root.dataset.hidden = person.videoMuted || !person.live;
  tile.caption.textContent =
    [isSelf ? `${name} (you)` : name, person.source === "screen" && "screen", person.audioMuted && "muted"]
      .filter(Boolean).join(" · ");
  tile.video.setAttribute("aria-label", isSelf ? "What you send" : `What ${name} sends`);
  if (isSelf) {
    if (tile.video.srcObject?.getVideoTracks()[0] !== sources.video) {
      tile.video.srcObject = sources.video ? new MediaStream([sources.video]) : null;
    }
  } else if (client.selected.includes(person.id) && !client.watched.has(person.id)) {
    receive(person.id, tile);
  }
}

async function receive(id, tile) {
  try {
    const media = await client.watch({ participant: id });
    tile.video.srcObject = media.stream;
    // A browser that plays no sound before the person has done something: joining was that.
    tile.video.play().catch(() => {});
  } catch (error) {
    // Gone, or no longer among those whom we receive; or not there yet.
    if (![404, 409, 410].includes(error.status)) return failed(error);
    again ??= setTimeout(() => {
      again = undefined;
      show();
    }, 1000);
  }
}

function makeTile(person, isSelf) {
  const video = element("video", { autoplay: true, playsInline: true, muted: isSelf });
  const caption = element("p", { className: "caption" });
  const root = element("li", { className: "tile", "data-id": person.id }, video, caption);
  if (!isSelf && client.role === "host") {
    const act = (label, action) => {
      const button = element("button", { type: "button", "aria-label": `${label} ${person.name ?? "somebody"}` }, label);
      button.addEventListener("click", () => action().catch(failed));
      return button;
    };
    root.append(element("div", { className: "row acts" },
      act("Mute", () => client.mute("audio", true, person.id)),
      act("Take off", () => client.raise(person.id, "viewer"))));
  }
  byID("tiles").append(root);
  const tile = { root, video, caption };
  tiles.set(person.id, tile);
  return tile;
}

function showHands() {
  const hands = client?.role === "host" ? [...client.participants.values()].filter(({ hand }) => hand) : [];
  byID("hands-panel").hidden = hands.length === 0;
  byID("hands").replaceChildren(...hands.map(({ id, name = "Somebody" }) => {
    const button = element("button", { type: "button", "aria-label": `Let ${name} onto the stage` }, "Let in");
    button.addEventListener("click", () => client.raise(id, "guest").catch(failed));
    return element("li", { className: "row" }, element("span", {}, name), button);
  }));
}

show();
