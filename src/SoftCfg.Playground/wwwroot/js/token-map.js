import { announce, element } from "./dom.js";
import { viridis } from "./viridis.js";

const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A picture of an image's cells, of its pixels, of a value for each cell, or of both. Pointer and arrow keys move over the
 * cells, a click or Enter chooses one.
 */
export class TokenMap {
  /**
   * @param label what it shows, for those who hear the page
   * @param describe the text of a cell
   * @param onHover told of the cell that is looked at, null for none
   * @param onPick told of the cell that was chosen
   */
  constructor({ label, describe, onHover, onPick }) {
    Object.assign(this, { describe, onHover, onPick, grid: null, at: 0 });
    this.pixels = element("canvas", { class: "pixels" });
    this.values = element("canvas", { class: "values" });
    this.looked = element("div", { class: "cell looked", hidden: true });
    this.chosen = element("div", { class: "cell chosen", hidden: true });
    this.note = element("p", { class: "note", hidden: true });
    this.element = element("div", {
      class: "map", tabindex: "0", role: "application", "aria-roledescription": "map of tokens",
      "aria-label": `${label}. Arrow keys move over the tokens, Enter chooses one.`,
      onpointermove: event => this.#look(this.#cellAt(event)),
      onpointerleave: () => this.#look(null),
      onclick: event => this.#pick(this.#cellAt(event)),
      onkeydown: event => this.#onKey(event),
      onblur: () => this.#look(null),
    }, this.pixels, this.values, this.looked, this.chosen, this.note);
  }

  /** Says how cells stand, and how wide the pixels are to how high. */
  setGrid(grid) {
    this.grid = grid;
    if (!grid)
      return;
    this.element.style.aspectRatio = `${grid.columns} / ${grid.rows}`;
    this.values.width = grid.columns;
    this.values.height = grid.rows;
  }

  /**
   * Draws pixels; null for none.
   * @param tokens how many tokens of it are shown
   * @param isThere whether a cell has its token: the others, which the server fills with grey, are left empty
   */
  showPixels(bitmap, tokens = Infinity, isThere = () => true) {
    this.pixels.hidden = !bitmap;
    if (!bitmap || (this.shown?.bitmap === bitmap && this.shown.tokens === tokens))
      return;
    this.shown = { bitmap, tokens };
    this.pixels.width = bitmap.width;
    this.pixels.height = bitmap.height;
    const context = this.pixels.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    this.pixels.classList.toggle("small", bitmap.width < 200);
    const { rows, columns } = this.grid ?? { rows: 0, columns: 0 };
    const edge = (length, at, cells) => Math.floor(at * length / cells);
    for (let cell = 0; cell < rows * columns; cell++) {
      if (isThere(cell))
        continue;
      const [row, column] = [Math.floor(cell / columns), cell % columns];
      const [x, y] = [edge(bitmap.width, column, columns), edge(bitmap.height, row, rows)];
      context.clearRect(x, y, edge(bitmap.width, column + 1, columns) - x, edge(bitmap.height, row + 1, rows) - y);
    }
  }

  /** Draws a value for each cell, NaN for none, in colours from the least to the largest value. */
  showValues(cells, least, most) {
    const context = this.values.getContext("2d");
    const image = context.createImageData(this.values.width, this.values.height);
    cells.forEach((value, cell) => {
      if (!Number.isNaN(value))
        image.data.set([...viridis((value - least) / (most - least || 1)), 255], 4 * cell);
    });
    context.putImageData(image, 0, 0);
  }

  /** Says why nothing is drawn; empty where something is. */
  explain(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  /** Whether there is a reason why nothing is drawn. */
  get isExplained() {
    return !this.note.hidden;
  }

  /** Outlines the cell that is looked at in any of the maps. */
  markLooked(cell) {
    this.#place(this.looked, cell);
  }

  /** Outlines the cell that was chosen. */
  markChosen(cell) {
    this.#place(this.chosen, cell);
    if (cell !== null)
      this.at = cell;
  }

  #place(outline, cell) {
    outline.hidden = cell === null || !this.grid;
    if (outline.hidden)
      return;
    const { rows, columns } = this.grid;
    outline.style.left = `${(cell % columns) / columns * 100}%`;
    outline.style.top = `${Math.floor(cell / columns) / rows * 100}%`;
    outline.style.width = `${100 / columns}%`;
    outline.style.height = `${100 / rows}%`;
  }

  #cellAt(event) {
    if (!this.grid)
      return null;
    const box = this.element.getBoundingClientRect();
    const inside = (place, length, cells) => Math.min(Math.max(Math.floor(place / length * cells), 0), cells - 1);
    return inside(event.clientY - box.top, box.height, this.grid.rows) * this.grid.columns
      + inside(event.clientX - box.left, box.width, this.grid.columns);
  }

  #look(cell) {
    this.onHover(cell);
  }

  #pick(cell) {
    if (cell !== null)
      this.onPick(cell);
  }

  #onKey(event) {
    if (!this.grid)
      return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#pick(this.at);
      return;
    }
    const { rows, columns } = this.grid;
    let [column, row] = [this.at % columns, Math.floor(this.at / columns)];
    if (event.key in moves) {
      column = Math.min(Math.max(column + moves[event.key][0], 0), columns - 1);
      row = Math.min(Math.max(row + moves[event.key][1], 0), rows - 1);
    } else if (event.key === "Home") {
      column = 0;
    } else if (event.key === "End") {
      column = columns - 1;
    } else {
      return;
    }
    event.preventDefault();
    this.at = row * columns + column;
    this.#look(this.at);
    announce(this.describe(this.at));
  }
}
