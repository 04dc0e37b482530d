import { Catalog, letters } from "./catalog.js";
import { formatGiven, parseGiven } from "./given.js";

// Everything that decides the images stands behind the # of the address, so that an address is an image. Behind it, not
// before: it is not sent anywhere, and tokens of large images fit. Values that a model has anyway are left out.

/** Writes what is asked for. */
export function formatAddress(asked, catalog) {
  const model = catalog.model(asked.model);
  const address = new URLSearchParams({ model: model.name });
  if (model.takes_prompts) {
    address.set("prompt", asked.prompt);
    address.set("size", `${asked.width}x${asked.height}`);
  } else {
    address.set("class", asked.label);
  }
  address.set("seed", asked.seed);
  asked.settings.forEach((values, at) => address.set(letters[at].toLowerCase(), format(values, model.guidance, ["kind"])));
  const drawing = format(asked.sampling, model.sampling);
  if (drawing)
    address.set("drawing", drawing);
  if (asked.given)
    address.set("given", formatGiven(asked.given));
  return `#${address}`;
}

/** The name of the model that an address means; null where it names none. */
export function modelOf(text) {
  return new URLSearchParams(text.replace(/^#/, "")).get("model");
}

/** Reads an address, whose model was loaded; what it does not say, or says wrong, is as on a fresh page. */
export function parseAddress(text, catalog) {
  const address = new URLSearchParams(text.replace(/^#/, ""));
  const model = catalog.model(address.get("model"));
  const settings = letters.map(letter => address.get(letter.toLowerCase())).filter(setting => setting !== null)
    .map(setting => parse(setting, model.guidance, catalog.guidance, ["kind"]));
  const size = /^(\d{1,5})x(\d{1,5})$/.exec(address.get("size") ?? "");
  const label = Number(address.get("class"));
  return {
    model: model.name,
    label: Number.isInteger(label) && label >= 0 && label < model.classes.length ? label : 0,
    prompt: address.get("prompt") ?? "",
    width: size ? Number(size[1]) : 768,
    height: size ? Number(size[2]) : 768,
    seed: address.get("seed") ?? "0",
    settings: settings.length > 0 ? settings : Catalog.comparison(model),
    sampling: parse(address.get("drawing") ?? "", model.sampling, catalog.sampling),
    given: address.has("given") ? parseGiven(address.get("given")) : null,
    isAsked: address.has("seed"),
  };
}

function format(values, defaults, always = []) {
  return Object.entries(values).filter(([key, value]) => always.includes(key) || value !== defaults[key])
    .map(([key, value]) => (always.includes(key) ? value : `${key}:${value}`)).join(" ");
}

function parse(text, defaults, table, positional = []) {
  const values = { ...defaults };
  for (const [at, word] of text.split(" ").filter(part => part).entries()) {
    const [key, value] = word.includes(":") ? word.split(":", 2) : [positional[at], word];
    if (table.some(setting => setting.key === key))
      values[key] = value;
  }
  return values;
}
