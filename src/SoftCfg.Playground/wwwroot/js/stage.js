import { letters, summarize } from "./catalog.js";
import { element, figure } from "./dom.js";
import { TokenMap } from "./token-map.js";
import { drawLegend } from "./viridis.js";

const rows = [
  { key: "image", title: "Image", says: "" },
  { key: "confidence", title: "Confidence", says: "How sure the conditional branch was of each token." },
  { key: "weights", title: "Value weights", says: "What the unconditional branch still sees of each token at this step." },
];

/** The images and their maps: a row for each kind of picture, a column for each image, so that equal places stand side by side. */
export class Stage {
  /**
   * @param matrix the element
   * @param view what is looked at
   * @param actionsOf the buttons under an image, given it and its column
   */
  constructor(matrix, view, actionsOf) {
    Object.assign(this, { matrix, view, actionsOf, columns: [], legends: {}, isOver: true });
    view.addEventListener("begin", () => this.#build());
    view.addEventListener("change", () => this.#draw());
    view.addEventListener("look", () => this.#drawLooked());
  }

  #build() {
    const { images, isTrace } = this.view;
    this.matrix.hidden = images.length === 0;
    this.matrix.dataset.columns = images.length;
    this.columns = images.map((image, at) => this.#column(image, at));
    const shown = rows.filter(row => row.key !== "image" || !isTrace);
    this.matrix.replaceChildren(
      element("div", { class: "corner" }, isTrace ? null : this.#overChoice()), ...this.columns.map(column => column.head),
      ...shown.flatMap(row => [this.#rowHead(row), ...this.columns.map(column => column.maps[row.key].element)]),
      element("div", { class: "row-head" }), ...this.columns.map(column => column.readout),
      ...(isTrace ? [] : [element("div", { class: "row-head" }), ...this.columns.map(column => column.actions)]));
  }

  #column(image, at) {
    const maps = Object.fromEntries(rows.map(row => [row.key, new TokenMap({
      label: `${row.title} of ${letters[at]}`,
      describe: cell => this.#describe(image, cell),
      onHover: cell => this.view.look(cell),
      onPick: cell => this.#pick(image, cell),
    })]));
    for (const [key, map] of Object.entries(maps))
      map.element.dataset.map = `${letters[at]}.${key}`;
    const state = element("span", { class: "state" });
    return {
      image, maps, state,
      head: element("div", { class: "column-head" },
        element("span", { class: `letter letter-${at}`, "aria-hidden": "true" }, letters[at]),
        element("span", {}, element("strong", {}, image.title ?? summarize(image.values)), state)),
      readout: element("p", { class: "readout" }),
      actions: element("div", { class: "row actions" }, this.actionsOf(image, at)),
    };
  }

  #rowHead({ key, title, says }) {
    const head = element("div", { class: "row-head" }, element("h3", {}, title), says && element("p", {}, says));
    if (key === "image")
      return head;
    const canvas = element("canvas", { "aria-hidden": "true" });
    drawLegend(canvas);
    this.legends[key] = { least: element("span", {}, "0"), most: element("span", {}, "1") };
    head.append(element("div", { class: "legend" }, canvas, element("div", { class: "row spread" }, this.legends[key].least, this.legends[key].most)));
    return head;
  }

  #overChoice() {
    return element("label", { class: "choice" }, element("input", { type: "checkbox", id: "over", checked: this.isOver, onchange: event => {
      this.isOver = event.target.checked;
      this.#draw();
    } }), "Maps over the image");
  }

  #pick(image, cell) {
    const step = image.grid.stepOf(cell);
    if (step < image.tokens.length)
      this.view.choose(step);
  }

  #draw() {
    const weighed = this.columns.map(({ image }) => image.weightsAt(this.view.tokens)).filter(row => row?.length);
    const least = weighed.length > 0 ? Math.min(...weighed.map(row => row.reduce((a, b) => Math.min(a, b)))) : 0;
    // The weights of long images lie close to 1; from 0 on they would all look alike.
    const from = least >= 1 ? 0 : Math.floor(least * 100) / 100;
    if (this.legends.weights)
      this.legends.weights.least.textContent = figure(from);
    for (const column of this.columns)
      this.#drawColumn(column, from);
    this.#drawLooked();
  }

  #drawColumn({ image, maps, state, actions }, least) {
    const { view } = this;
    const grid = image.grid;
    const tokens = Math.min(view.tokens, image.tokens.length);
    state.textContent = stateOf(image, tokens);
    for (const map of Object.values(maps)) {
      if (grid && map.grid !== grid)
        map.setGrid(grid);
      map.markChosen(grid && view.chosen !== null ? grid.cellOf(view.chosen) : null);
    }
    for (const button of actions.querySelectorAll("[data-needs=finished]"))
      button.disabled = !image.isFinished;
    const { bitmap = null, tokens: drawn = 0 } = image.previewAt(tokens) ?? {};
    const shown = Math.min(tokens, drawn);
    const isThere = cell => grid.stepOf(cell) < shown || image.isGiven(cell);
    maps.image.showPixels(bitmap, shown, isThere);
    maps.weights.explain(explainWeights(image));
    if (maps.weights.isExplained)
      maps.weights.markChosen(null);
    for (const map of [maps.confidence, maps.weights]) {
      const isOver = this.isOver && bitmap !== null && !map.isExplained;
      map.showPixels(isOver ? bitmap : null, shown, isThere);
      map.element.classList.toggle("over", isOver);
    }
    maps.image.explain(bitmap || image.position === null ? "" : image.position > 0 ? `waiting, ${image.position} before it` : "waiting");
    if (!grid)
      return maps.confidence.explain(image.tokens.length ? "The tokens make no grid." : "");
    const cells = valueOf => Array.from({ length: grid.cells }, (_, cell) => {
      const step = grid.stepOf(cell);
      return step < tokens ? valueOf(step) ?? NaN : NaN;
    });
    maps.confidence.showValues(cells(step => image.confidence[step]), 0, 1);
    const weights = image.weightsAt(tokens);
    maps.weights.showValues(cells(step => weights?.[step]), least, 1);
  }

  #drawLooked() {
    const { looked, step } = this.view;
    for (const { image, maps, readout } of this.columns) {
      for (const map of Object.values(maps))
        map.markLooked(looked);
      const cell = looked ?? image.grid?.cellOf(step) ?? null;
      readout.textContent = cell === null ? "" : this.#describe(image, cell);
    }
  }

  #describe(image, cell) {
    const tokens = Math.min(this.view.tokens, image.tokens.length);
    const step = image.grid.stepOf(cell);
    const place = image.grid.describe(cell);
    if (step >= tokens)
      return `${place}: not there yet`;
    const weight = image.weightsAt(tokens)?.[step];
    return [
      `${place}: token ${image.tokens[step]}${image.kept[step] ? " (kept)" : ""}`,
      `confidence ${figure(image.confidence[step])}`,
      weight === undefined ? null : `weight ${figure(weight)}`,
    ].filter(part => part).join(", ");
  }
}

function stateOf(image, tokens) {
  if (image.position !== null)
    return "waiting";
  if (image.steps === 0)
    return "";
  return tokens === image.steps && image.isFinished ? `all ${image.steps} tokens` : `${tokens} of ${image.steps} tokens`;
}

function explainWeights(image) {
  if (image.values.kind === "none")
    return "No guidance, no weights";
  if (image.values.kind === "cfg" || Number(image.values.strength) === 0)
    return "CFG weighs nothing";
  return image.isFinished && !image.isWeighed ? "No weights were recorded" : "";
}
