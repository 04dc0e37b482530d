import { formatAddress, modelOf, parseAddress } from "./address.js";
import { Catalog, letters } from "./catalog.js";
import { ClassBox } from "./class-box.js";
import { byId, swap } from "./dom.js";
import { SettingsTable } from "./settings-table.js";

/** What is asked for: the form on the page, and the address, which says the same. */
export class RequestForm {
  /**
   * @param catalog what there is to choose from; the model of the address was loaded
   * @param onGenerate called when images are wanted
   * @param onChange called when something else is asked for
   * @param loading called with a promise of a model, to say that it is being loaded; true once it is
   */
  constructor(catalog, { onGenerate, onChange, loading }) {
    Object.assign(this, { catalog, onGenerate, onChange, loading });
    this.asked = parseAddress(location.hash, catalog);
    this.guidance = new SettingsTable(byId("guidance"), catalog.guidance, () => this.#changed());
    this.sampling = new SettingsTable(byId("sampling"), catalog.sampling, () => this.#changed());
    this.classes = new ClassBox(byId("class"), byId("class-list"), label => this.#change({ label, given: null }));
    byId("model").replaceChildren(...catalog.names.map((name, at) =>
      new Option(catalog.titles[at] === name ? name : `${name} (${catalog.titles[at]})`, name)));
    this.#listen();
    this.show();
  }

  get model() {
    return this.catalog.model(this.asked.model);
  }

  /** The body of a request for images. */
  get body() {
    const { label, prompt, width, height, seed, settings, sampling, given } = this.asked;
    const what = this.model.takes_prompts ? { prompt, width: Math.trunc(Number(width)), height: Math.trunc(Number(height)) } : { class: label };
    return { model: this.model.name, ...what, seed, settings, sampling, ...(given ? { given } : {}) };
  }

  /** Writes the address. The first change after images were asked for is a step in the history: back leads to those images. */
  writeAddress(isGenerated) {
    const address = formatAddress(this.asked, this.catalog);
    if (address !== location.hash) {
      history[this.wasGenerated ? "pushState" : "replaceState"](null, "", address);
      this.wasGenerated = false;
    }
    this.wasGenerated ||= isGenerated;
    this.onChange();
  }

  /** Shows what is asked for. */
  show() {
    const { asked, model } = this;
    byId("model").value = model.name;
    byId("class-field").hidden = model.takes_prompts;
    byId("prompt-field").hidden = !model.takes_prompts;
    if (!model.takes_prompts)
      this.classes.show(model.classes, asked.label);
    for (const name of ["prompt", "width", "height", "seed"])
      byId(name).value = asked[name];
    this.guidance.show(asked.settings);
    this.sampling.show([asked.sampling]);
    byId("add-setting").disabled = asked.settings.length === letters.length;
    byId("remove-setting").disabled = asked.settings.length === 1;
    byId("kept").hidden = !asked.given;
    if (asked.given)
      byId("kept-text").textContent = `${asked.given.filter(code => code !== null).length} of ${asked.given.length} tokens are kept.`;
    this.clearErrors();
  }

  /** Changes what is asked for and shows it; generates where wanted. */
  set(changes, isWanted = false) {
    Object.assign(this.asked, changes);
    this.show();
    if (isWanted)
      this.onGenerate();
    else
      this.writeAddress(false);
  }

  /** Shows what the server refused beside its fields; returns whether each had a place. */
  showErrors(fields) {
    this.clearErrors();
    const placeOf = field => (/^settings/.test(field) ? "settings" : /^sampling/.test(field) ? "sampling"
      : ["width", "height"].includes(field) ? "prompt" : byId(`error-${field}`) ? field : "other");
    for (const [field, text] of Object.entries(fields)) {
      const column = /^settings\[(\d)\]/.exec(field);
      const message = column ? `${letters[column[1]]}: ${text}` : text;
      const place = byId(`error-${placeOf(field)}`);
      place.textContent = place.hidden ? message : `${place.textContent} ${message}`;
      place.hidden = false;
      byId(field)?.setAttribute("aria-invalid", "true");
    }
    byId("drawing").open ||= Object.keys(fields).some(field => field.startsWith("sampling"));
    const wrong = this.guidance.markWrong((at, key) => `settings[${at}].${key}` in fields)
      ?? this.sampling.markWrong((_, key) => `sampling.${key}` in fields)
      ?? document.querySelector("#request [aria-invalid=true]");
    wrong?.focus();
    return wrong !== null;
  }

  clearErrors() {
    for (const place of document.querySelectorAll("#request .error"))
      place.hidden = true;
    for (const input of document.querySelectorAll("#request [aria-invalid]"))
      input.removeAttribute("aria-invalid");
  }

  /** Shows whether images are growing. */
  setBusy(isBusy) {
    if (isBusy)
      swap(byId("generate"), byId("stop"));
    else
      swap(byId("stop"), byId("generate"));
  }

  #listen() {
    byId("request").addEventListener("submit", event => {
      event.preventDefault();
      this.onGenerate();
    });
    byId("model").addEventListener("change", event => this.#chooseModel(event.target.value));
    for (const name of ["prompt", "width", "height", "seed"])
      byId(name).addEventListener("change", event => this.#change({ [name]: event.target.value.trim() }, ["width", "height"].includes(name)));
    byId("other-seed").addEventListener("click", () => {
      this.#change({ seed: String(crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000) });
      byId("seed").value = this.asked.seed;
    });
    byId("add-setting").addEventListener("click", () => this.set({ settings: [...this.asked.settings, { ...this.asked.settings.at(-1) }] }));
    byId("remove-setting").addEventListener("click", () => this.set({ settings: this.asked.settings.slice(0, -1) }));
    byId("forget-kept").addEventListener("click", () => this.set({ given: null }));
    addEventListener("popstate", () => this.#readAddress());
  }

  /** Tokens of another size or class do not belong to what is asked for now. */
  #change(changes, forgetsGiven = false) {
    Object.assign(this.asked, changes, forgetsGiven ? { given: null } : {});
    this.#changed();
    byId("kept").hidden = !this.asked.given;
  }

  async #readAddress() {
    const { hash } = location;
    if (!await this.loading(this.catalog.load(modelOf(hash))) || hash !== location.hash)
      return;
    this.asked = parseAddress(hash, this.catalog);
    this.show();
    if (this.asked.isAsked)
      this.onGenerate();
  }

  async #chooseModel(name) {
    if (!await this.loading(this.catalog.load(name)))
      return void (byId("model").value = this.model.name);
    const model = this.catalog.model(name);
    this.set({ model: name, label: 0, settings: Catalog.comparison(model), sampling: { ...model.sampling }, given: null });
  }

  #changed() {
    this.writeAddress(false);
  }
}
