import { announce, byId, element } from "./dom.js";
import { TokenMap } from "./token-map.js";

/** A dialog to paint which tokens of an image are kept and which are sampled anew. */
export class Mask {
  constructor() {
    this.dialog = byId("mask-dialog");
  }

  /**
   * Opens it.
   * @param codes the image's tokens, without row ends
   * @param grid how they stand
   * @param bitmap what they look like
   * @returns the codes with null for those to be sampled; null if nothing shall be done
   */
  async paint({ codes, grid, bitmap, title }) {
    Object.assign(this, { grid, resampled: new Array(grid.cells).fill(false), brush: true, size: 1, last: null });
    this.map = new TokenMap({
      label: "What is kept and what is sampled anew",
      describe: cell => `${grid.describe(cell)}: ${this.resampled[cell] ? "sampled anew" : "kept"}`,
      onHover: cell => this.map.markLooked(cell),
      onPick: cell => this.#toggleByKey(cell),
    });
    this.map.setGrid(grid);
    this.map.showPixels(bitmap);
    this.map.element.classList.add("mask");
    this.map.element.dataset.map = "mask";
    this.#listenToPointer();
    this.count = element("p", { role: "status", class: "hint" });
    const prefix = element("input", { type: "checkbox", id: "mask-prefix", checked: true });
    this.dialog.replaceChildren(...this.#content(title, grid, prefix));
    this.#draw();
    this.dialog.returnValue = "";
    this.dialog.showModal();
    await new Promise(resolve => this.dialog.addEventListener("close", resolve, { once: true }));
    if (this.dialog.returnValue !== "resample")
      return null;
    return codes.map((code, at) => (at < grid.prefix ? (prefix.checked ? code : null) : this.resampled[at - grid.prefix] ? null : code));
  }

  #content(title, grid, prefix) {
    const brush = (value, text) => element("label", { class: "choice" },
      element("input", { type: "radio", name: "brush", checked: value === this.brush, onchange: () => (this.brush = value) }), text);
    const button = (text, action) => element("button", { type: "button", onclick: () => {
      this.resampled = this.resampled.map(action);
      this.#draw();
    } }, text);
    this.go = element("button", { type: "submit", value: "resample", class: "primary" }, "Resample these");
    return [element("form", { method: "dialog" },
      element("h2", { id: "mask-title" }, title),
      element("p", { class: "hint" }, "Paint what shall be sampled anew; the rest is kept. With the keyboard: arrow keys move, Enter paints."),
      element("div", { class: "mask-work" }, this.map.element,
        element("div", { class: "tools" },
          element("fieldset", {}, element("legend", {}, "Brush"), brush(true, "Resample"), brush(false, "Keep")),
          element("label", { class: "choice" }, "Size ", element("input", { type: "range", min: 1, max: Math.max(2, Math.ceil(grid.rows / 4)), value: 1,
            "aria-label": "Size of the brush", oninput: event => (this.size = Number(event.target.value)) })),
          element("div", { class: "row" }, button("Keep all", () => false), button("Resample all", () => true), button("Invert", anew => !anew)),
          grid.prefix > 0 && element("label", { class: "choice" }, prefix, `Keep the ${grid.prefix} tokens before the image`),
          this.count)),
      element("div", { class: "row end" }, element("button", { type: "button", onclick: () => this.dialog.close() }, "Cancel"), this.go))];
  }

  #listenToPointer() {
    const { element: box } = this.map;
    const cellAt = event => {
      const area = box.getBoundingClientRect();
      const inside = (place, length, cells) => Math.min(Math.max(Math.floor(place / length * cells), 0), cells - 1);
      return inside(event.clientY - area.top, area.height, this.grid.rows) * this.grid.columns
        + inside(event.clientX - area.left, area.width, this.grid.columns);
    };
    const paint = event => {
      event.preventDefault();
      this.#paintAround(cellAt(event));
    };
    box.addEventListener("pointerdown", event => {
      box.setPointerCapture(event.pointerId);
      this.isPointed = true;
      paint(event);
    });
    box.addEventListener("pointermove", event => event.buttons && paint(event));
  }

  /** A click was painted already when the pointer went down. */
  #toggleByKey(cell) {
    if (this.isPointed)
      return void (this.isPointed = false);
    this.#paintAround(cell);
    announce(this.map.describe(cell));
  }

  #paintAround(cell) {
    const { columns, rows } = this.grid;
    const [column, row, reach] = [cell % columns, Math.floor(cell / columns), this.size - 1];
    for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y++) {
      for (let x = Math.max(0, column - reach); x <= Math.min(columns - 1, column + reach); x++)
        this.resampled[y * columns + x] = this.brush;
    }
    this.#draw();
  }

  #draw() {
    const context = this.map.values.getContext("2d");
    context.clearRect(0, 0, this.grid.columns, this.grid.rows);
    context.fillStyle = "rgb(253 231 37 / 72%)";
    this.resampled.forEach((anew, cell) => anew && context.fillRect(cell % this.grid.columns, Math.floor(cell / this.grid.columns), 1, 1));
    const anew = this.resampled.filter(is => is).length;
    this.count.textContent = `${this.grid.cells - anew} of ${this.grid.cells} tokens are kept, ${anew} sampled anew.`;
    this.go.disabled = anew === 0;
  }
}
