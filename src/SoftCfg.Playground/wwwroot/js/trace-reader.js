import { Grid } from "./grid.js";
import { GrowingImage } from "./growing-image.js";

const format = "softcfg-trace-2";
const [mostBytes, mostTokens] = [1 << 28, 16_384];

/** A file is no trace; the message names the line. */
export class TraceError extends Error {}

/** Reads a trace: its model and settings and, for each index, its images. What is wrong is told with its line. */
export async function readTrace(file) {
  if (file.size > mostBytes)
    throw new TraceError(`${file.name} has ${Math.round(file.size / (1 << 20))} MiB; this page opens traces up to ${mostBytes >> 20} MiB. Use softcfg plot.`);
  const lines = (await file.text()).split("\n").map((text, at) => [text, at + 1]).filter(([text]) => text.trim());
  if (lines.length === 0)
    throw new TraceError(`${file.name}: the file holds no line, so it is no trace.`);
  const fail = (line, problem) => {
    throw new TraceError(`${file.name}, line ${line}: ${problem}`);
  };
  const header = readHeader(lines[0], fail);
  if (lines.length === 1)
    throw new TraceError(`${file.name}: there are settings, but no image.`);
  const images = lines.slice(1).map(([text, line]) => readImage(parse(text, line, fail), problem => fail(line, problem)));
  return { name: file.name, model: header.model, library: header.library, guidance: header.guidance, images };
}

/** An image of a trace as one that has grown. */
export function growFully(line, guidance) {
  const values = textOf(guidance.find(options => options.kind === line.guidance) ?? { kind: line.guidance });
  const image = new GrowingImage(values);
  Object.assign(image, { steps: line.tokens.length, grid: line.grid, isFinished: true });
  line.tokens.forEach((token, step) => image.add({
    token, scale: line.scale[step], confidence: line.confidence[step], divergence: line.divergence[step],
    weights: line.value_weights[step], kept: line.kept[step],
  }));
  return image;
}

function readHeader([text, line], fail) {
  if (text.includes('"softcfg-trace-1"'))
    fail(line, "this trace is in the format softcfg-trace-1 of an older version. Sample with --trace again.");
  const header = parse(text, line, fail);
  if (header.format !== format)
    fail(line, `the format is ${header.format === undefined ? "missing" : `“${String(header.format).slice(0, 40)}”`}; this page reads “${format}”.`);
  if (typeof header.model !== "string" || !Array.isArray(header.guidance))
    fail(line, "there is no model or no guidance.");
  return header;
}

function readImage(line, fail) {
  const count = Array.isArray(line.tokens) ? line.tokens.length : fail("there are no tokens.");
  if (count === 0 || count > mostTokens || !line.tokens.every(Number.isSafeInteger))
    fail(`there are ${count} tokens; an image has from 1 to ${mostTokens}, all of them whole numbers.`);
  if (!["none", "cfg", "softcfg"].includes(line.guidance) || !Number.isSafeInteger(line.index))
    fail("there is no guidance (none, cfg or softcfg) or no index.");
  const numbers = (field, mayBeEmpty) => {
    const list = line[field] ?? [];
    if (!Array.isArray(list) || (list.length !== count && !(mayBeEmpty && list.length === 0)))
      fail(`“${field}” should have ${count} numbers, as there are tokens.`);
    if (!list.every(value => value === null || typeof value === "number"))
      fail(`“${field}” holds something that is no number.`);
    return list;
  };
  const weights = line.value_weights ?? [];
  if (!Array.isArray(weights) || (weights.length !== 0 && weights.length !== count)
      || !weights.every((row, step) => Array.isArray(row) && row.length === step && row.every(weight => weight === null || typeof weight === "number")))
    fail(`“value_weights” should have ${count} lists, the one of step t with t numbers.`);
  const kept = line.kept ?? [];
  if (!Array.isArray(kept) || (kept.length !== 0 && kept.length !== count))
    fail(`“kept” should have ${count} entries.`);
  return {
    guidance: line.guidance, index: line.index, tokens: line.tokens, kept, value_weights: weights,
    scale: numbers("scale"), confidence: numbers("confidence"), divergence: numbers("divergence", true),
    title: typeof line.prompt === "string" ? line.prompt : Number.isSafeInteger(line.class) ? `class ${line.class}` : fail("there is no class and no prompt."),
    grid: gridOf(line, count, fail),
  };
}

function gridOf({ rows, columns }, count, fail) {
  if (rows === undefined && columns === undefined)
    return Grid.ofTokens(count);
  const fits = Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows > 0 && columns > 0 && rows * (columns + 1) <= count;
  return fits ? new Grid({ rows, columns, row_length: columns + 1 }) : fail("“rows” and “columns” do not fit the tokens.");
}

function parse(text, line, fail) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    fail(line, "this is not JSON, or not all of it.");
  }
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : fail(line, "a line of a trace is an object.");
}

/** Settings of a file in the form that the page has them in: texts by name. */
function textOf(options) {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, value === true ? "on" : value === false ? "off" : String(value)]));
}
