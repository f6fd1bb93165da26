// What goes wrong, in words for the person before the page.

/** A request that the server refused, as it says itself in `application/problem+json` (RFC 9457). */
export class Refusal extends Error {
  /**
   * @param {number} status the HTTP status
   * @param {string} title what went wrong, in a few words
   * @param {string} detail what exactly, and what to do about it
   * @param {number} [retryAfter] in how many seconds it is worth trying again
   */
  constructor(status, title, detail, retryAfter) {
    super(detail ? `${title}. ${detail}` : title);
    this.name = "Refusal";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /** What a response says. Proxies on the way answer with HTML, of which only the status is worth telling. */
  static async from(response) {
    const problem = await response.json().catch(() => ({}));
    const seconds = Number(response.headers.get("Retry-After"));
    return new Refusal(
      response.status, problem.title ?? `The server answered ${response.status}`, problem.detail ?? "",
      seconds > 0 ? seconds : undefined);
  }
}

/** A session that was agreed on and whose media finds no way. */
export class NoPath extends Error {
  /** @param {string} answer the server's SDP, which names the addresses that were tried */
  constructor(answer) {
    const places = [...answer.matchAll(/^a=candidate:\S+ \d+ (\w+) \d+ (\S+) (\d+)/gm)]
      .map(([, transport, address, port]) => `${address} port ${port} (${transport.toUpperCase()})`);
    super(`Tried ${[...new Set(places)].join(", ") || "no address at all"}.`);
    this.name = "NoPath";
    this.title = "The server answers, but no media gets through";
    this.detail = `${this.message} A firewall may be in between, or the server must be told its --public-address.`;
  }
}

/** The server does not answer at all. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer");
    this.name = "Unreachable";
    this.title = "The server does not answer";
    this.detail = "It may be restarting, or this device is offline.";
  }
}

/** `fetch`, with a reason a person understands when nobody answers, or when the server says no. */
export async function answer(url, options) {
  const response = await fetch(url, { cache: "no-store", ...options }).catch(() => { throw new Unreachable(); });
  if (response.ok) return response;
  throw await Refusal.from(response);
}
