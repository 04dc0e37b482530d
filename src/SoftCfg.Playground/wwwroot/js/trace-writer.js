// Traces as the library's TraceWriter writes them: JSON Lines, first the settings, then the image.

/** A trace of one image. */
export function writeTrace(image, asked, catalog) {
  const model = catalog.model(asked.model);
  const header = `{"format":"softcfg-trace-2","library":${JSON.stringify(catalog.library)},"model":${JSON.stringify(model.name)},`
    + `"guidance":[${settings(catalog.guidance, image.values)}],"sampling":${settings(catalog.sampling, asked.sampling)}}`;
  const of = model.takes_prompts
    ? `"prompt":${JSON.stringify(asked.prompt)},"rows":${image.grid.rows},"columns":${image.grid.columns}`
    : `"class":${asked.label}`;
  // All or none of them: of large images there are some only. Step 0 has none in any case.
  const weights = image.isWeighed && image.weights.slice(1).every(row => row) ? image.weights.map(floats).join(",") : "";
  const line = `{"guidance":${JSON.stringify(image.values.kind)},"index":0,${of},"tokens":[${image.tokens}],"scale":${floats(image.scale)},`
    + `"confidence":${floats(image.confidence)},"divergence":${image.divergence.some(Number.isFinite) ? floats(image.divergence) : "[]"},`
    + `"value_weights":[${weights}],"kept":[${image.kept.some(kept => kept) ? image.kept : ""}]}`;
  return new Blob([header, "\n", line, "\n"], { type: "application/jsonl" });
}

function settings(table, values) {
  return `{${table.map(setting => `"${setting.key}":${json(setting, values[setting.key])}`).join(",")}}`;
}

function json(setting, value) {
  return setting.values === "number" ? value : setting.values === "switch" ? value === "on" : JSON.stringify(value);
}

function floats(list) {
  return `[${Array.from(list ?? [], float)}]`;
}

/** The shortest decimal that is the same float32. */
function float(value) {
  if (!Number.isFinite(value))
    return "null";
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value).toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(value))
      return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
