import { letters } from "./catalog.js";
import { element, figure, svg } from "./dom.js";

const [width, height] = [300, 100];

const kinds = [
  { title: "Guidance scale", unit: "", says: "of each step", at: (image, step) => image.scale[step] },
  { title: "Divergence", unit: "nats", says: "of the two branches", at: (image, step) => image.divergence[step] },
  { title: "Push", unit: "nats", says: "(s − 1) × divergence", at: (image, step) => image.push(step) },
  { title: "Perturbation", unit: "", says: "sum of 1 − w", at: (image, step) => image.perturbation[step] },
];

/** What guidance does over the steps: a chart a number, a line an image. */
export class Curves {
  constructor(box, view) {
    Object.assign(this, { box, view, charts: kinds.map(kind => new Chart(kind, step => view.show(step + 1))) });
    box.append(...this.charts.map(chart => chart.element));
    view.addEventListener("change", () => this.charts.forEach(chart => chart.draw(view)));
  }
}

class Chart {
  constructor(kind, onPick) {
    this.kind = kind;
    this.most = element("span", { class: "most" });
    this.least = element("span", { class: "least" });
    this.last = element("span", { class: "last" });
    this.values = element("span", { class: "values" });
    this.lines = letters.map((_, at) => svg("path", { class: `line line-${at}` }));
    this.cursor = svg("line", { class: "cursor", y1: 0, y2: height });
    this.picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img" });
    this.picture.append(this.cursor, ...this.lines);
    const pick = event => {
      const box = this.picture.getBoundingClientRect();
      onPick(Math.round(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * (this.steps - 1)));
    };
    this.picture.addEventListener("pointerdown", event => {
      this.picture.setPointerCapture(event.pointerId);
      pick(event);
    });
    this.picture.addEventListener("pointermove", event => event.buttons && pick(event));
    this.element = element("figure", { class: "chart" },
      element("figcaption", {}, element("strong", {}, kind.title), kind.unit && element("small", {}, ` ${kind.unit}`), this.values),
      element("div", { class: "plot" }, this.most, this.least, this.picture),
      element("p", { class: "axis" }, element("span", {}, kind.says), this.last));
  }

  draw({ images, steps, tokens }) {
    this.steps = steps;
    if (steps === 0)
      return;
    const rows = images.map(image => image.tokens.map((_, step) => this.kind.at(image, step)));
    const all = rows.flat().filter(Number.isFinite);
    const least = all.reduce((a, b) => Math.min(a, b), 0);
    const most = nice(all.reduce((a, b) => Math.max(a, b), 0));
    const x = step => (steps > 1 ? step / (steps - 1) * width : 0);
    this.lines.forEach((line, at) => line.setAttribute("d", path(rows[at] ?? [], x, value => height - (value - least) / (most - least) * height)));
    const now = Math.max(0, tokens - 1);
    this.cursor.setAttribute("x1", x(now));
    this.cursor.setAttribute("x2", x(now));
    this.most.textContent = figure(most);
    this.least.textContent = figure(least);
    this.last.textContent = `${steps} steps`;
    const told = images.map((_, at) => [letters[at], figure(rows[at][now])]);
    this.values.replaceChildren(...told.map(([letter, value], at) => element("span", { class: `value value-${at}` },
      element("span", { class: "key" }, letter), ` ${value}`)));
    this.picture.setAttribute("aria-label", `${this.kind.title} over ${steps} steps, from ${figure(least)} to ${figure(all.reduce((a, b) => Math.max(a, b), 0))}. `
      + `At step ${now + 1}: ${told.map(([letter, value]) => `${letter} ${value}`).join(", ")}.`);
  }
}

/** A line through the numbers that there are. */
function path(row, x, y) {
  let [text, isOn] = ["", false];
  row.forEach((value, step) => {
    if (Number.isFinite(value))
      text += `${isOn ? "L" : "M"}${x(step).toFixed(2)} ${y(value).toFixed(2)}`;
    isOn = Number.isFinite(value);
  });
  return text;
}

/** The least of 1, 2, 5, 10, 20, ... that is no less. */
function nice(value) {
  if (value <= 0)
    return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map(factor => factor * power).find(candidate => candidate >= value * 0.9999);
}
