import { letters, summarize } from "./catalog.js";
import { announce, byId, download, element, swap } from "./dom.js";
import { pngBlob } from "./growing-image.js";
import { streamSheet } from "./server.js";

const counts = [8, 16, 24, 32];

/** Images of many seeds under one setting; a click on one shows it large. */
export class Sheet {
  /**
   * @param form what is asked for
   * @param onError told of what goes wrong
   */
  constructor(form, onError) {
    Object.assign(this, { form, onError, box: byId("sheet"), shown: [] });
    this.setting = element("select", { id: "sheet-setting" });
    this.count = element("select", { id: "sheet-count" }, counts.filter(count => count <= form.catalog.limits.sheet)
      .map(count => element("option", { value: count, selected: count === 16 }, String(count))));
    this.make = element("button", { type: "button", id: "sheet-make", onclick: () => this.#make() }, "Make the sheet");
    this.stop = element("button", { type: "button", hidden: true, onclick: () => this.controller.abort() }, "Stop");
    this.save = element("button", { type: "button", id: "sheet-save", hidden: true, onclick: () => this.#save() }, "Download PNG");
    byId("sheet-controls").append(element("label", { for: "sheet-count" }, "Seeds"), this.count, element("label", { for: "sheet-setting" }, "Setting"),
      this.setting, this.make, this.stop, this.save);
    this.offer();
  }

  /** Offers the settings that there are. */
  offer() {
    byId("sheet-panel").hidden = false;
    const chosen = this.setting.value;
    this.setting.replaceChildren(...this.form.asked.settings.map((values, at) =>
      element("option", { value: at, selected: String(at) === chosen }, `${letters[at]}, ${summarize(values)}`)));
  }

  async #make() {
    this.controller?.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    const body = { ...this.form.body, count: Number(this.count.value) };
    body.settings = [body.settings[Number(this.setting.value)] ?? body.settings[0]];
    const first = BigInt(/^\d+$/.test(body.seed) ? body.seed : "0");
    this.shown = [];
    this.box.replaceChildren(...Array.from({ length: body.count }, (_, at) => this.#place(String(BigInt.asUintN(64, first + BigInt(at))))));
    this.#setBusy(true);
    try {
      for await (const event of streamSheet(body, signal)) {
        if (event.name === "finished")
          await this.#show(event.image, pngBlob(event.png));
      }
      if (!signal.aborted)
        announce(`The sheet of ${body.count} seeds is finished.`);
    } catch (error) {
      this.onError(error, () => this.#make());
    } finally {
      if (this.controller.signal === signal)
        this.#setBusy(false);
    }
  }

  #place(seed) {
    const button = element("button", { type: "button", disabled: true, "data-seed": seed, "aria-label": `Seed ${seed}, not there yet`,
      onclick: () => this.form.set({ seed }, true) },
      element("canvas", {}), element("span", {}, seed));
    return button;
  }

  async #show(at, blob) {
    const bitmap = await createImageBitmap(blob);
    const button = this.box.children[at];
    const canvas = button.querySelector("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    canvas.classList.toggle("small", bitmap.width < 200);
    button.disabled = false;
    button.setAttribute("aria-label", `Show seed ${button.dataset.seed}`);
    this.shown[at] = bitmap;
    this.save.hidden = this.shown.filter(one => one).length < this.box.childElementCount;
  }

  #setBusy(isBusy) {
    if (isBusy) {
      swap(this.make, this.stop);
      this.save.hidden = true;
    } else {
      swap(this.stop, this.make);
    }
  }

  /** All images in one file, in rows of eight, as large as they are. */
  #save() {
    const [columns, gap] = [Math.min(8, this.shown.length), 2];
    const { width, height } = this.shown[0];
    const canvas = new OffscreenCanvas(columns * (width + gap) - gap, Math.ceil(this.shown.length / columns) * (height + gap) - gap);
    const context = canvas.getContext("2d");
    this.shown.forEach((bitmap, at) => context.drawImage(bitmap, at % columns * (width + gap), Math.floor(at / columns) * (height + gap)));
    canvas.convertToBlob({ type: "image/png" }).then(blob => download(blob, `${this.form.model.name}-sheet.png`));
  }
}
