import { Grid } from "./grid.js";

/** Pixels as they come: base64 of a PNG. */
export function pngBlob(base64) {
  return new Blob([Uint8Array.from(atob(base64), char => char.charCodeAt(0))], { type: "image/png" });
}

/** base64 of float32, the least byte first. */
function floatsOf(base64) {
  return new Float32Array(Uint8Array.from(atob(base64), char => char.charCodeAt(0)).buffer);
}

/** An image and all that is known of how it grew. Lists have an entry for each step that there was. */
export class GrowingImage {
  /**
   * @param values its settings
   * @param given the codes that must stand where they do, null where one is sampled; null for none
   */
  constructor(values, given = null) {
    Object.assign(this, {
      values, given, steps: 0, grid: null, tokens: [], scale: [], confidence: [], divergence: [], weights: [], perturbation: [], kept: [],
      candidates: [], previews: [], png: null, isFinished: false, position: null, command: null, reason: null,
    });
  }

  /** Takes in what the server says; true where pixels changed. */
  async apply(event) {
    switch (event.name) {
      case "queued":
        this.position = event.position;
        return false;
      case "started":
        Object.assign(this, { position: null, steps: event.steps, grid: event.grid && new Grid(event.grid, event.first_code), command: event.command, reason: event.reason });
        return false;
      case "step":
        this.add(event);
        return false;
      case "preview":
        await this.#keep(event.step, pngBlob(event.png));
        return true;
      case "finished":
        this.png = pngBlob(event.png);
        this.isFinished = true;
        await this.#keep(this.steps, this.png);
        return true;
      default:
        return false;
    }
  }

  /** Adds a step. */
  add({ token, scale, confidence, divergence, weights, perturbation, candidates, kept }) {
    this.tokens.push(token);
    this.scale.push(scale ?? NaN);
    this.confidence.push(confidence ?? NaN);
    this.divergence.push(divergence ?? NaN);
    this.kept.push(Boolean(kept));
    this.candidates.push(candidates ?? null);
    const row = typeof weights === "string" ? floatsOf(weights) : weights ?? null;
    this.weights.push(row);
    this.perturbation.push(perturbation ?? (row ? row.reduce((sum, weight) => sum + 1 - weight, 0) : NaN));
  }

  /** The value weights when so many tokens are there; of large images not every step has some, then those before it. */
  weightsAt(tokens) {
    for (let step = Math.min(tokens, this.weights.length) - 1; step >= 0; step--) {
      if (this.weights[step])
        return this.weights[step];
    }
    return null;
  }

  /** What guidance adds to the conditional branch at a step, in nats. */
  push(step) {
    return (this.scale[step] - 1) * this.divergence[step];
  }

  /** Whether a cell's token was given. */
  isGiven(cell) {
    return (this.given?.[this.grid.prefix + cell] ?? null) !== null;
  }

  /** Whether any value was weighed. */
  get isWeighed() {
    return this.weights.some(row => row && row.length > 0);
  }

  /**
   * The picture that shows so many tokens best: the first of at least as many, of which the rest can be left out, or else the
   * last there is; null for none.
   */
  previewAt(tokens) {
    return this.previews.find(preview => preview.tokens >= tokens) ?? this.previews.at(-1) ?? null;
  }

  async #keep(tokens, blob) {
    this.previews.push({ tokens, bitmap: await createImageBitmap(blob) });
  }
}
