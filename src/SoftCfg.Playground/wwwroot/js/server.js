import { readEvents } from "./events.js";

/** The server cannot be reached. */
export class Gone extends Error {}

/** The stream ended before the images were finished. */
export class Dropped extends Error {}

/** The server has too much to do; `seconds` says when to ask again. */
export class Busy extends Error {
  constructor(message, seconds) {
    super(message);
    this.seconds = seconds;
  }
}

/** The server refuses the request; `fields` has a message under each field that is wrong. */
export class Refused extends Error {
  constructor(message, fields = {}) {
    super(message);
    this.fields = fields;
  }
}

/** The server wants a key. */
export class Locked extends Error {}

let key = readKey();

/** Keeps the key for this window, and over reloads where storage is switched on. */
export function unlock(typed) {
  key = typed;
  try {
    sessionStorage.setItem("key", key);
  } catch {
    // then it holds until the page is closed
  }
}

function readKey() {
  try {
    return sessionStorage.getItem("key");
  } catch {
    return null;
  }
}

/** What there is to choose from. */
export async function fetchCatalog() {
  return (await ask("playground/models")).json();
}

/** What a model is in detail; it is loaded if it is not yet. */
export async function fetchModel(name) {
  return (await ask(`playground/models/${encodeURIComponent(name)}`)).json();
}

/** The tokens of a picture: RGB bytes, row by row. */
export async function fetchTokens(model, { width, height, bytes }) {
  const query = new URLSearchParams({ model, width, height });
  return (await ask(`playground/tokens?${query}`, { method: "POST", body: bytes, headers: { "Content-Type": "application/octet-stream" } })).json();
}

/** What happens to images while they grow, event by event, until all are finished. Ends early by the signal, silently. */
export function streamImages(request, signal) {
  return stream("playground/images", request, signal);
}

/** The finished images of many seeds, as they come. */
export function streamSheet(request, signal) {
  return stream("playground/sheet", request, signal);
}

async function* stream(path, request, signal) {
  try {
    const response = await ask(path, {
      method: "POST", body: JSON.stringify(request), headers: { "Content-Type": "application/json" }, signal,
    });
    for await (const { name, data } of readEvents(response.body)) {
      if (name === "end")
        return;
      if (name === "error")
        throw new Refused(data.detail ?? data.title);
      yield { name, ...data };
    }
  } catch (error) {
    if (signal.aborted)
      return;
    throw error instanceof TypeError ? new Dropped("The connection to the server was lost.") : error;
  }
  throw new Dropped("The stream ended before the images were finished.");
}

async function ask(path, options = {}) {
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Gone("The server does not answer.");
  }
  if (!response.ok)
    throw await refusal(response);
  return response;
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const fields = Object.fromEntries(Object.entries(problem.errors ?? {}).map(([field, messages]) => [field, messages[0]]));
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  if (response.status === 401)
    return new Locked(message);
  return response.headers.has("Retry-After")
    ? new Busy(message, Number(response.headers.get("Retry-After")) || 1)
    : new Refused(message, fields);
}
