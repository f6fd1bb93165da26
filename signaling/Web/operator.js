// Requests in the operator's name.

import { answer } from "./refusal.js";

/** Where the admin key is kept: it goes with the tab. */
const place = "starling-admin-key";

/** Whether there is a key to ask with. */
export const hasKey = () => Boolean(sessionStorage.getItem(place));

/** Asks with another key from now on, or with none. */
export function useKey(key) {
  if (key) sessionStorage.setItem(place, key);
  else sessionStorage.removeItem(place);
}

/** A request with the key, if there is one. Rejects with a `Refusal`: 401 and 403 for want of the right key. */
export function ask(path, options) {
  const key = sessionStorage.getItem(place);
  return answer(path, { ...options, headers: key ? { Authorization: `Bearer ${key}` } : {} });
}
