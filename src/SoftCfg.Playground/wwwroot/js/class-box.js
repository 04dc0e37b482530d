import { element } from "./dom.js";

const most = 60;

/** A box to search a class in: by its name, a synonym or its label. */
export class ClassBox {
  /**
   * @param input the text box
   * @param list the list under it
   * @param onChange told when another class was chosen
   */
  constructor(input, list, onChange) {
    Object.assign(this, { input, list, onChange, classes: [], label: 0, active: -1 });
    input.addEventListener("input", () => this.#open(input.value));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => this.#open(""));
    input.addEventListener("keydown", event => this.#onKey(event));
    input.addEventListener("blur", () => this.#close());
    // Before the box loses the focus, which closes the list.
    list.addEventListener("pointerdown", event => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option)
        this.#choose(Number(option.dataset.label));
    });
  }

  /** Shows the class of a label; each class is a list of its names. */
  show(classes, label) {
    Object.assign(this, { classes, label });
    this.input.value = classes[label]?.[0] ?? "";
  }

  #open(typed) {
    const wanted = typed.trim().toLowerCase();
    const rank = ([names, label]) => {
      const lower = names.map(name => name.toLowerCase());
      if (String(label) === wanted || lower.some(name => name === wanted))
        return 0;
      if (lower.some(name => name.startsWith(wanted)))
        return 1;
      return lower.some(name => name.includes(wanted)) ? 2 : 3;
    };
    const found = this.classes.map((names, label) => [names, label]).map(entry => [rank(entry), ...entry])
      .filter(([order]) => order < 3).sort(([a], [b]) => a - b);
    this.list.replaceChildren(...found.slice(0, most).map(([, names, label]) => this.#option(names, label)));
    if (found.length === 0)
      this.list.append(element("li", { class: "none", role: "option", "aria-disabled": "true" }, "No such class"));
    else if (found.length > most)
      this.list.append(element("li", { class: "none", role: "option", "aria-disabled": "true" }, `and ${found.length - most} more`));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.#activate(found.length > 0 ? Math.max(0, typed ? 0 : found.findIndex(([, , label]) => label === this.label)) : -1);
  }

  #option(names, label) {
    return element("li", { role: "option", id: `class-${label}`, "data-label": label, "aria-selected": "false" },
      element("span", {}, names[0], names.length > 1 ? element("small", {}, ` ${names.slice(1, 3).join(", ")}`) : ""),
      element("small", { class: "number" }, String(label)));
  }

  #activate(at) {
    const options = [...this.list.querySelectorAll("[data-label]")];
    this.active = options.length === 0 ? -1 : Math.min(Math.max(at, 0), options.length - 1);
    options.forEach((option, k) => option.setAttribute("aria-selected", String(k === this.active)));
    const option = options[this.active];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      // Not scrollIntoView, which would scroll the page as well.
      this.list.scrollTop = Math.max(0, option.offsetTop - this.list.clientHeight / 2);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  #onKey(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen)
        this.#activate(this.active + (event.key === "ArrowDown" ? 1 : -1));
      else
        this.#open("");
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      const option = this.list.querySelectorAll("[data-label]")[this.active];
      if (option)
        this.#choose(Number(option.dataset.label));
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.#close();
    }
  }

  #choose(label) {
    this.label = label;
    this.#close();
    this.onChange(label);
  }

  #close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.value = this.classes[this.label]?.[0] ?? "";
  }
}
