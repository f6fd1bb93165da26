// Shows on the first page whether the server is ready, and keeps showing it.

const health = document.getElementById("health");
const version = document.getElementById("version");

/** Asks once, and shows the answer. */
async function refresh() {
  try {
    const response = await fetch("/readyz", { cache: "no-store" });
    const body = await response.json();
    show(response.ok ? "ready" : "draining", response.ok ? "Ready." : `Not ready: ${body.detail ?? body.title}.`);
    if (body.version) version.textContent = body.version;
  } catch {
    show("gone", "It does not answer.");
  }
}

/** Shows a state, in words and for the style sheet. */
function show(state, text) {
  health.dataset.state = state;
  health.textContent = text;
}

await refresh();
setInterval(refresh, 5000);
