// A menu of the qualities that a stream comes in, and what is told of the one that arrives.

import { element } from "./ui.js";

/** A `<select>` for what is played. */
export class QualityMenu {
  #playback;
  #select;
  /** What is in the menu, and by which way that comes. */
  #shown = "";
  #way;

  /** @param {HTMLSelectElement} select @param {import("./playback.js").Playback} playback what is played, from now on */
  constructor(select, playback) {
    this.#playback = playback;
    this.#select = select;
    select.onchange = () => playback.choose(select.value);
    playback.addEventListener("levels", () => this.#show());
  }

  /** What arrives, and why, in words; empty where there is nothing to choose. */
  get line() {
    const { levels = [], level } = this.#playback.way ?? {};
    const current = levels.find(({ id }) => id === level?.id);
    return current && levels.length > 1 ? `${current.title}: ${level.reason}` : "";
  }

  #show() {
    const { way } = this.#playback;
    const { levels = [], level } = way ?? {};
    // Another way begins with what is right.
    if (way !== this.#way) this.#select.value = this.#shown = "";
    this.#way = way;
    this.#offer(levels);
    const current = levels.find(({ id }) => id === level?.id);
    this.#select.options[0].textContent = current && !this.#select.value ? `Auto (${current.title})` : "Auto";
  }

  #offer(levels) {
    const options = levels.map(({ id, title }) => ({ value: id, textContent: title }));
    const shown = JSON.stringify(options);
    this.#select.hidden = options.length < 2 && !this.#select.value;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { value } = this.#select;
    // A layer that was chosen and is not sent now may come back.
    if (value && !levels.some(({ id }) => id === value)) options.push({ value, textContent: value });
    this.#select.replaceChildren(
      element("option", { value: "", textContent: "Auto" }), ...options.map((option) => element("option", option)));
    this.#select.value = value;
  }
}
