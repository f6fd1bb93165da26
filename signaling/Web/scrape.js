// What `/metrics` tells: the Prometheus text format, as far as the dashboard needs it.

/** One look at all metrics. */
export class Scrape {
  #sums = new Map();

  /** @param {string} text what `/metrics` answered */
  constructor(text) {
    this.at = performance.now();
    for (const [, name, value] of text.matchAll(/^([a-z_]+)(?:\{[^\n]*\})? ([0-9.eE+-]+)$/gm)) {
      this.#sums.set(name, this.sum(name) + Number(value));
    }
  }

  /** The sum of a metric over all its labels. */
  sum(name) {
    return this.#sums.get(name) ?? 0;
  }

  /** By how much a counter grew since another look; `undefined` when the server was restarted. */
  growth(name, before) {
    const growth = this.sum(name) - before.sum(name);
    return growth < 0 ? undefined : growth;
  }

  /** By how much a counter grew a second since another look; `undefined` without one, or when the server was restarted. */
  rate(name, before) {
    if (!before) return undefined;
    const [growth, seconds] = [this.growth(name, before), (this.at - before.at) / 1000];
    return growth === undefined || seconds <= 0 ? undefined : growth / seconds;
  }
}
