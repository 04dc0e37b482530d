/** The models and settings that the server offers. */
export class Catalog {
  constructor({ library, models, guidance, sampling, limits }) {
    Object.assign(this, { library, models, guidance, sampling, limits });
  }

  /** A model by its name; the first where there is none of it. */
  model(name) {
    return this.models.find(model => model.name === name) ?? this.models[0];
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
