// Small pieces that pages are made of.

/** An element with properties, attributes (`aria-…`, `data-…`, `class`) and children. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key in made && !key.includes("-")) made[key] = value;
    else made.setAttribute(key === "className" ? "class" : key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** The element with this `id`. */
export const byID = (id) => document.getElementById(id);

/** The name of the stream that a page such as `/watch/{stream}` is about; the server has checked it. */
export const streamOfPage = () => decodeURIComponent(location.pathname.split("/").at(-1));

/** What the name of a stream may be: the server's own rule. */
export const streamName = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/;

/** Copies text, also where the page is not secure and browsers give no clipboard. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", { value: text, className: "unseen", "aria-hidden": "true" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** Makes `button` copy what `text` gives, and say so for a moment. */
export function copies(button, text) {
  const label = button.textContent;
  let timer;
  button.addEventListener("click", async () => {
    const done = await copy(text());
    button.focus();
    button.textContent = done ? "Copied" : "Select and copy it";
    announce(done ? "Copied" : "It could not be copied");
    clearTimeout(timer);
    timer = setTimeout(() => { button.textContent = label; }, 1600);
  });
}

/** Says something to those who listen to the page. */
export function announce(text) {
  const place = byID("announcer") ?? element("div", { id: "announcer", className: "unseen", role: "status" });
  if (!place.isConnected) document.body.append(place);
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

/** Shows a problem in the box with this `id`, or hides the box. */
export function showProblem(id, problem) {
  const box = byID(id);
  box.hidden = !problem;
  box.replaceChildren(...(problem
    ? [element("strong", {}, problem.title ?? String(problem)), element("span", {}, problem.detail ?? "")] : []));
}

/** Does something now and every so many milliseconds while the page is seen. */
export function whileSeen(milliseconds, action) {
  const act = () => { if (!document.hidden) action(); };
  document.addEventListener("visibilitychange", act);
  act();
  return setInterval(act, milliseconds);
}

/** 1 h 02 min, 3 min 20 s, 12 s. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return h > 0 ? `${h} h ${two(min)} min` : min > 0 ? `${min} min ${two(s)} s` : `${s} s`;
}

/** 2.41 Mbit/s, 320 kbit/s. */
export function bitrate(bits) {
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(2)} Mbit/s` : `${Math.round(bits / 1000)} kbit/s`;
}

/** 24 ms; browsers round what is shorter than one. */
export const milliseconds = (seconds = 0) => (seconds < 0.001 ? "< 1 ms" : `${Math.round(seconds * 1000)} ms`);

/** A count with its noun. */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
