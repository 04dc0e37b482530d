// Tokens that must stand where they do, as text in the address: "12.400.-30.7" is 12, 400, thirty that are sampled, 7.

/** Writes codes, null where one is sampled. */
export function formatGiven(codes) {
  const parts = [];
  for (let at = 0; at < codes.length;) {
    let end = at;
    while (end < codes.length && codes[end] === null)
      end++;
    if (end > at)
      parts.push(`-${end - at}`);
    else
      parts.push(codes[end++]);
    at = end;
  }
  return parts.join(".");
}

/** Reads what {@link formatGiven} wrote; null if it is no such text. */
export function parseGiven(text) {
  const most = 1 << 16;
  const codes = [];
  for (const part of text.split(".")) {
    if (!/^-?\d{1,9}$/.test(part) || codes.length > most)
      return null;
    const number = Number(part);
    if (number < 0 && -number <= most)
      codes.push(...new Array(-number).fill(null));
    else if (number >= 0 && !part.startsWith("-"))
      codes.push(number);
    else
      return null;
  }
  return codes;
}
