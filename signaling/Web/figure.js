// A figure that moves: its name, its value, and a plot of the last minute.

import { element } from "./ui.js";

const svg = "http://www.w3.org/2000/svg";
/** How many values a plot shows. */
const span = 60;

/** One figure; `element` is a `<div>` for a `<dl>`. */
export class Figure {
  #values = [];
  #value = element("dd", {}, "–");
  #line = document.createElementNS(svg, "path");
  #area = document.createElementNS(svg, "path");

  /** @param {string} name what it is called @param {number} [least] the least that the top of the plot stands for */
  constructor(name, least = 1) {
    this.least = least;
    const plot = document.createElementNS(svg, "svg");
    plot.setAttribute("viewBox", `0 0 ${span - 1} 20`);
    plot.setAttribute("preserveAspectRatio", "none");
    plot.setAttribute("aria-hidden", "true");
    this.#area.classList.add("area");
    plot.append(this.#area, this.#line);
    this.element = element("div", { className: "figure" }, element("dt", {}, name), this.#value, plot);
  }

  /** Shows a value, as `text`; without a number the plot stands still. */
  add(value, text) {
    this.#value.textContent = value === undefined ? "–" : text;
    if (value === undefined) return;
    this.#values.push(value);
    if (this.#values.length > span) this.#values.shift();
    const top = Math.max(this.least, ...this.#values) * 1.1;
    const first = span - this.#values.length;
    const points = this.#values.map((entry, index) => `${first + index} ${(20 - (entry / top) * 19).toFixed(2)}`);
    this.#line.setAttribute("d", `M${points.join("L")}`);
    this.#area.setAttribute("d", `M${first} 20L${points.join("L")}L${span - 1} 20Z`);
  }

  /** Forgets all, as when a session has ended. */
  clear() {
    this.#values = [];
    this.#value.textContent = "–";
    for (const path of [this.#line, this.#area]) path.removeAttribute("d");
  }
}
