/**
 * What the page looks at: up to three images, how many of their tokens, one of their cells. Parts of the page listen to it and
 * draw themselves anew, once a frame at most.
 */
export class View extends EventTarget {
  images = [];
  /** How many tokens are shown; follows the images while they grow, unless somebody moved the slider back. */
  tokens = 0;
  isFollowing = true;
  /** The step whose candidates are shown; null for the last one shown. */
  chosen = null;
  looked = null;
  /** Whether the images come from a file, without pixels and model. */
  isTrace = false;
  #isWaiting = false;

  get steps() {
    return Math.max(0, ...this.images.map(image => image.steps));
  }

  /** Tokens that there are of the image that is furthest. */
  get known() {
    return Math.max(0, ...this.images.map(image => image.tokens.length));
  }

  get grid() {
    return this.images.find(image => image.grid)?.grid ?? null;
  }

  /** The step that the inspector shows. */
  get step() {
    return this.chosen ?? Math.max(0, this.tokens - 1);
  }

  /** Begins with other images. */
  begin(images, { isTrace = false } = {}) {
    Object.assign(this, { images, tokens: 0, isFollowing: true, chosen: null, looked: null, isTrace });
    this.dispatchEvent(new Event("begin"));
    this.changed();
  }

  /** Moves to so many tokens. */
  show(tokens) {
    this.tokens = Math.min(Math.max(tokens, 0), this.known);
    this.isFollowing = this.tokens === this.known;
    this.changed();
  }

  choose(step) {
    this.chosen = step;
    this.changed();
  }

  look(cell) {
    this.looked = cell;
    this.dispatchEvent(new Event("look"));
  }

  /** Has everything drawn anew, soon. */
  changed() {
    if (this.isFollowing)
      this.tokens = this.known;
    if (this.#isWaiting)
      return;
    this.#isWaiting = true;
    const draw = () => {
      this.#isWaiting = false;
      this.dispatchEvent(new Event("change"));
    };
    // A page that nobody sees gets no frames, but must not fall behind.
    if (document.hidden)
      setTimeout(draw, 100);
    else
      requestAnimationFrame(draw);
  }
}
