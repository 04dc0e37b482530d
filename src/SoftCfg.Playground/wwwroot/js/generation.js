import { announce } from "./dom.js";
import { GrowingImage } from "./growing-image.js";
import { streamImages } from "./server.js";

/** Images on their way: asks for them, takes in what comes, can be stopped. */
export class Generation {
  /**
   * @param view where they are shown
   * @param onState told whether images are growing
   * @param onError told of what went wrong
   */
  constructor(view, { onState, onError }) {
    Object.assign(this, { view, onState, onError, controller: null });
  }

  /** Asks for images. Those on their way are given up. */
  async start(form) {
    this.stop();
    const controller = this.controller = new AbortController();
    const { asked } = form;
    // What they were asked with, whatever the form says later.
    this.asked = { ...asked, settings: asked.settings.map(values => ({ ...values })), sampling: { ...asked.sampling } };
    const images = this.asked.settings.map(values => new GrowingImage(values, asked.given));
    this.view.begin(images);
    this.onState(true);
    announce("Images are growing.");
    try {
      for await (const event of streamImages(form.body, controller.signal)) {
        await images[event.image]?.apply(event);
        this.view.changed();
      }
      if (!controller.signal.aborted)
        announce(`${images.length === 1 ? "The image is" : `${images.length} images are`} finished.`);
    } catch (error) {
      this.onError(error);
    } finally {
      if (this.controller === controller) {
        this.controller = null;
        this.onState(false);
      }
    }
  }

  /** Gives up what is on its way; the server frees its places. */
  stop() {
    this.controller?.abort();
    this.controller = null;
    this.onState(false);
  }
}
