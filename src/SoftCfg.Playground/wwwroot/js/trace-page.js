import { summarize } from "./catalog.js";
import { announce, byId, element } from "./dom.js";
import { hideNotice, showNotice } from "./notice.js";
import { growFully, readTrace } from "./trace-reader.js";

/** Shows a trace file: everything but pixels and candidates, without a model and without the server. */
export class TracePage {
  /**
   * @param view where its images are shown
   * @param onOpen told before one is
   * @param onClose told when it is closed
   */
  constructor(view, { onOpen, onClose }) {
    Object.assign(this, { view, onOpen, onClose, bar: byId("trace-bar") });
    const input = byId("trace-file");
    byId("open-trace").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files[0])
        this.open(input.files[0]);
      input.value = "";
    });
  }

  /** Reads a file and shows its first image, or says what is wrong with it. */
  async open(file) {
    let trace;
    try {
      trace = await readTrace(file);
    } catch (error) {
      showNotice(error.message);
      return;
    }
    hideNotice();
    this.onOpen();
    const indices = [...new Set(trace.images.map(image => image.index))];
    const choice = element("select", { id: "trace-image", onchange: () => this.#show(trace, Number(choice.value)) },
      indices.map(index => element("option", { value: index }, `${index}, ${trace.images.find(image => image.index === index).title.slice(0, 60)}`)));
    this.bar.replaceChildren(
      element("p", {}, element("strong", {}, trace.name), ` ${trace.model}, ${trace.images.length} ${trace.images.length === 1 ? "image" : "images"}`),
      element("label", { for: "trace-image" }, "Image"), choice,
      element("button", { type: "button", class: "quiet", onclick: () => this.close() }, "Close the trace"));
    this.bar.hidden = false;
    this.#show(trace, indices[0]);
    announce(`${trace.name} is open, ${trace.images.length} images.`);
  }

  /** Goes back to the model. */
  close() {
    if (this.bar.hidden)
      return;
    this.bar.hidden = true;
    this.view.begin([]);
    this.onClose();
  }

  #show(trace, index) {
    const images = trace.images.filter(image => image.index === index).slice(0, 3).map(line => growFully(line, trace.guidance));
    images.forEach(image => (image.title = summarize({ scale: "?", ...image.values })));
    this.view.begin(images, { isTrace: true });
  }
}
