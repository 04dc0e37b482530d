/**
 * Where tokens stand in an image: `prefix` tokens before the first row, then rows of `columns` codes; a row has `rowLength`
 * tokens, one more than columns where a token ends it. Token `firstCode` is code 0: models of prompts know texts too.
 */
export class Grid {
  constructor({ rows, columns, prefix = 0, row_length: rowLength = columns }, firstCode = 0) {
    Object.assign(this, { rows, columns, prefix, rowLength, firstCode });
  }

  /** Cells of the image, row by row. */
  get cells() {
    return this.rows * this.columns;
  }

  /** Codes of the image: prefix and cells, but no row ends. */
  get codes() {
    return this.prefix + this.cells;
  }

  /** The cell that a step fills; null for the prefix and for what ends a row or the image. */
  cellOf(step) {
    const behind = step - this.prefix;
    const [row, column] = [Math.floor(behind / this.rowLength), behind % this.rowLength];
    return behind < 0 || column >= this.columns || row >= this.rows ? null : row * this.columns + column;
  }

  /** The step that fills a cell. */
  stepOf(cell) {
    return this.prefix + Math.floor(cell / this.columns) * this.rowLength + cell % this.columns;
  }

  /** The place of a step's token among the codes; null for what ends a row or the image. */
  codeOf(step) {
    if (step < this.prefix)
      return step;
    const cell = this.cellOf(step);
    return cell === null ? null : this.prefix + cell;
  }

  /** The codes among tokens, with null for those that are not there. */
  codesOf(tokens, steps = tokens.length) {
    const codes = new Array(this.codes).fill(null);
    for (let step = 0; step < Math.min(steps, tokens.length); step++) {
      const code = this.codeOf(step);
      if (code !== null)
        codes[code] = tokens[step] - this.firstCode;
    }
    return codes;
  }

  /** A cell for people. */
  describe(cell) {
    return `row ${Math.floor(cell / this.columns) + 1}, column ${cell % this.columns + 1}`;
  }

  /** The grid of images that do not say: a square, perhaps behind AliTok's 17 tokens; null for neither. */
  static ofTokens(count) {
    for (const prefix of [0, 17]) {
      const side = Math.round(Math.sqrt(count - prefix));
      if (side > 1 && side * side === count - prefix)
        return new Grid({ rows: side, columns: side, prefix });
    }
    return null;
  }
}
