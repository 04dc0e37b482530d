import { letters } from "./catalog.js";
import { byId, element, figure } from "./dom.js";

const distributions = [
  { key: "conditional", title: "Conditional" },
  { key: "unconditional", title: "Unconditional" },
  { key: "guided", title: "Guided" },
];

/** The candidates of a step: what each distribution held for likely, and what was drawn. */
export class Inspector {
  constructor(view) {
    Object.assign(this, { view, box: byId("token"), title: byId("token-title") });
    byId("follow").addEventListener("click", () => view.choose(null));
    view.addEventListener("change", () => this.#draw());
  }

  #draw() {
    const { view } = this;
    const { step, grid } = view;
    byId("follow").hidden = view.chosen === null;
    const cell = grid?.cellOf(step) ?? null;
    this.title.textContent = `Token ${step + 1}${cell === null ? "" : `, ${grid.describe(cell)}`}`;
    this.box.className = `tokens tokens-${view.images.length}`;
    this.box.replaceChildren(...view.images.map((image, at) => this.#image(image, at, step)));
  }

  #image(image, at, step) {
    const block = element("div", { class: "token", "data-token": letters[at] });
    const letter = element("span", { class: `letter letter-${at}` }, letters[at]);
    if (step >= image.tokens.length)
      return block.append(element("p", {}, letter, " not there yet")), block;
    const drawn = image.tokens[step];
    const guided = image.candidates[step]?.guided?.find(([token]) => token === drawn)?.[1];
    block.append(element("p", {}, letter, ` ${image.kept[step] ? "kept" : "drew"} `, element("strong", {}, String(drawn)),
      guided === undefined ? "" : `, probability ${figure(guided)}`));
    const candidates = image.candidates[step];
    if (!candidates) {
      block.append(element("p", { class: "hint" }, this.view.isTrace
        ? `A trace holds no candidates. Confidence ${figure(image.confidence[step])}, scale ${figure(image.scale[step])}, `
          + `divergence ${figure(image.divergence[step])}.`
        : "There are no candidates of this step: nothing was to be chosen."));
      return block;
    }
    block.append(element("div", { class: "candidates" }, distributions.filter(({ key }) => candidates[key]?.length)
      .map(({ key, title }) => list(title, candidates[key], drawn))));
    return block;
  }
}

function list(title, candidates, drawn) {
  return element("table", {},
    element("caption", {}, title),
    element("tbody", {}, candidates.map(([token, probability]) => {
      const bar = element("span", { class: "bar" });
      bar.style.width = `${Math.max(probability * 100, 0.5)}%`;
      return element("tr", { class: token === drawn ? "drawn" : false },
        element("th", { scope: "row" }, bar, element("span", { class: "number" }, String(token)),
          token === drawn ? element("span", { class: "unseen" }, ", drawn") : ""),
        element("td", {}, element("span", { class: "number" }, probability < 0.0005 ? "<0.001" : probability.toFixed(3))));
    })));
}
