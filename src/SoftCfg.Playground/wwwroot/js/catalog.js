import { fetchCatalog, fetchModel } from "./server.js";

/** The models and settings that the server offers. What a model is in detail is known once it was loaded. */
export class Catalog {
  #models = new Map();

  constructor({ library, models, guidance, sampling, limits }) {
    Object.assign(this, { library, names: models.map(model => model.name), titles: models.map(model => model.title), guidance, sampling, limits });
  }

  static async fetch() {
    return new Catalog(await fetchCatalog());
  }

  /** The name that is meant: a known one, or else the first. */
  nameOf(name) {
    return this.names.includes(name) ? name : this.names[0];
  }

  /** Loads a model, which may take a while on the server, and returns it. */
  async load(name) {
    const known = this.nameOf(name);
    if (!this.#models.has(known))
      this.#models.set(known, await fetchModel(known));
    return this.#models.get(known);
  }

  /** Whether a model was loaded. */
  has(name) {
    return this.#models.has(this.nameOf(name));
  }

  /** A model that was loaded. */
  model(name) {
    return this.#models.get(this.nameOf(name));
  }

  /** The settings that a page begins with: plain guidance beside the model's own. */
  static comparison(model) {
    return [{ ...model.guidance, kind: "cfg" }, { ...model.guidance, kind: "softcfg" }];
  }
}

/** Whether anything looks at a setting, given the values of all. */
export function applies(setting, values) {
  return Object.entries(setting.needs ?? {}).every(([key, wanted]) => wanted.includes(values[key]));
}

/** Settings in a few words. */
export function summarize(values) {
  const name = { none: "No guidance", cfg: "CFG", softcfg: "SoftCFG" }[values.kind] ?? values.kind;
  if (values.kind === "none")
    return name;
  const soft = values.kind === "softcfg" && values.step_normalization === "off" ? ", no step norm" : "";
  return `${name}, scale ${values.scale}${soft}`;
}

/** The letters of the settings, and with them of the images. */
export const letters = ["A", "B", "C"];
