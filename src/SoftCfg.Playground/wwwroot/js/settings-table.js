import { applies, letters } from "./catalog.js";
import { element } from "./dom.js";

/**
 * A table of settings: a row for each, a column for each set of values. What nothing looks at under the other values of its
 * column is greyed out.
 */
export class SettingsTable {
  /**
   * @param table the element
   * @param settings what the server says of each
   * @param onChange told after every change
   */
  constructor(table, settings, onChange) {
    Object.assign(this, { table, settings, onChange, columns: [], inputs: new Map() });
  }

  /** Shows columns of values and lets them be changed. */
  show(columns) {
    this.columns = columns;
    this.inputs.clear();
    const head = columns.length > 1 || this.settings.some(setting => setting.key === "kind");
    const fine = this.settings.filter(setting => setting.fine);
    const isMixed = fine.length < this.settings.length && this.settings.some(setting => setting.key === "kind");
    this.table.replaceChildren(
      head ? element("thead", {}, element("tr", {}, element("td"), ...columns.map((_, at) =>
        element("th", { scope: "col" }, element("span", { class: `letter letter-${at}` }, letters[at]))))) : "",
      element("tbody", {}, this.settings.filter(setting => !isMixed || !setting.fine).map(setting => this.#row(setting))));
    if (isMixed)
      this.#addFine(fine);
    this.#greyOut();
  }

  /** Marks the values that the server refused, by column and the setting's name, and returns the first of them. */
  markWrong(isWrong) {
    for (const [input, { at, setting }] of this.inputs)
      input.setAttribute("aria-invalid", String(isWrong(at, setting.key)));
    return this.table.querySelector("[aria-invalid=true]");
  }

  #addFine(fine) {
    const body = element("tbody", { hidden: !this.isOpen }, fine.map(setting => this.#row(setting)));
    const button = element("button", {
      type: "button", class: "quiet", "aria-expanded": String(Boolean(this.isOpen)), onclick: () => {
        this.isOpen = !this.isOpen;
        body.hidden = !this.isOpen;
        button.setAttribute("aria-expanded", String(this.isOpen));
        button.textContent = this.isOpen ? "Less" : "More";
      },
    }, this.isOpen ? "Less" : "More");
    this.table.append(body, element("tbody", {}, element("tr", {}, element("td", { colspan: this.columns.length + 1 }, button))));
  }

  #row(setting) {
    const name = setting.key === "kind" ? "Kind" : setting.title[0].toUpperCase() + setting.title.slice(1);
    return element("tr", {},
      element("th", { scope: "row", title: `${setting.summary} ${setting.expected[0].toUpperCase()}${setting.expected.slice(1)}.` }, name),
      this.columns.map((values, at) => element("td", {}, this.#input(setting, values, at, name))));
  }

  #input(setting, values, at, name) {
    const label = this.columns.length > 1 || this.settings.some(other => other.key === "kind") ? `${letters[at]}: ${name}` : name;
    const value = values[setting.key];
    const input = setting.values === "words"
      ? element("select", {}, setting.words.map(word => element("option", { value: word, selected: word === value }, word)))
      : setting.values === "switch"
        ? element("input", { type: "checkbox", checked: value === "on" })
        : element("input", { type: "number", min: setting.least, max: setting.most, step: setting.whole ? 1 : "any", value, autocomplete: "off" });
    input.setAttribute("aria-label", label);
    input.dataset.setting = `${letters[at]}.${setting.key}`;
    input.addEventListener("change", () => {
      values[setting.key] = setting.values === "switch" ? (input.checked ? "on" : "off") : input.value.trim();
      input.setAttribute("aria-invalid", "false");
      this.#greyOut();
      this.onChange();
    });
    this.inputs.set(input, { at, setting });
    return input;
  }

  #greyOut() {
    for (const [input, { at, setting }] of this.inputs)
      input.disabled = !applies(setting, this.columns[at]);
  }
}
