// A menu of the layers that a stream is sent in, and what is told of the one that arrives.

import { byID, element } from "./ui.js";

/** Why a layer arrives, for the person who watches. */
const reasons = {
  best: "the best there is",
  bandwidth: "as much as your network carries",
  patience: "your network did not carry more; a better picture is tried again soon",
  asked: "as you chose",
};

/** What people call a layer: by its height where that is known. */
const title = ({ name, height }) => (height ? `${height}p` : name);

/** A `<select>` and a line of text, for what is watched. */
export class QualityMenu {
  #media;
  #select = byID("quality");
  #line = byID("quality-line");
  /** What is in the menu. */
  #shown = "";

  /** @param {import("./starling-client.js").Watched} media what is watched, from now on */
  constructor(media) {
    this.#media = media;
    this.#select.addEventListener("change", () => this.#choose(this.#select.value));
    media.addEventListener("layers", () => this.#show());
    this.#choose("");
  }

  async #choose(layer) {
    await this.#media.choose(layer ? { layer } : {}).catch(() => {});
    this.#show();
  }

  /** Shows what arrives. */
  #show() {
    const video = this.#media.videos[0];
    this.#offer(video?.layers ?? []);
    const current = video?.layers.find(({ name }) => name === video.current?.replace(/\/T\d+$/, ""));
    this.#line.textContent = current && video.layers.length > 1 ? `${title(current)}: ${reasons[video.reason] ?? ""}` : "";
    this.#select.options[0].textContent = current && !this.#select.value ? `Auto (${title(current)})` : "Auto";
  }

  #offer(layers) {
    // The server has them by what they cost, which changes when the picture does.
    const options = layers.toReversed().sort((one, other) => (other.height ?? 0) - (one.height ?? 0))
      .map((layer) => ({ value: layer.name, textContent: title(layer) }));
    const shown = JSON.stringify(options);
    this.#select.hidden = options.length < 2 && !this.#select.value;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { value } = this.#select;
    // A layer that was chosen and is not sent now may come back.
    if (value && !layers.some(({ name }) => name === value)) options.push({ value, textContent: value });
    this.#select.replaceChildren(
      element("option", { value: "", textContent: "Auto" }), ...options.map((option) => element("option", option)));
    this.#select.value = value;
  }
}
