// Writes src/SoftCfg/Text/Normalization/canonical.txt: what canonical composition (NFC) has to know of characters, as the
// ICU of this Node has it. The library carries the table because programs run without ICU, and ICUs differ.
//
//   node eng/canonical-characters.mjs
import { writeFileSync } from "node:fs";

const text = (...codes) => String.fromCodePoint(...codes);
const codes = (string) => [...string].map((c) => c.codePointAt(0));
const hex = (code) => code.toString(16).toUpperCase().padStart(4, "0");
const isHangul = (code) => code >= 0xac00 && code <= 0xd7a3;

// JavaScript does not tell combining classes, but it sorts by them: one mark of every class that exists.
const marks = {
  1: 0x334, 6: 0x16ff0, 7: 0x93c, 8: 0x3099, 9: 0x94d, 10: 0x5b0, 11: 0x5b1, 12: 0x5b2, 13: 0x5b3, 14: 0x5b4, 15: 0x5b5,
  16: 0x5b6, 17: 0x5b7, 18: 0x5b8, 19: 0x5b9, 20: 0x5bb, 21: 0x5bc, 22: 0x5bd, 23: 0x5bf, 24: 0x5c1, 25: 0x5c2,
  26: 0xfb1e, 27: 0x64b, 28: 0x64c, 29: 0x64d, 30: 0x64e, 31: 0x64f, 32: 0x650, 33: 0x651, 34: 0x652, 35: 0x670,
  36: 0x711, 84: 0xc55, 91: 0xc56, 103: 0xe38, 107: 0xe48, 118: 0xeb8, 122: 0xec8, 129: 0xf71, 130: 0xf72, 132: 0xf74,
  202: 0x321, 214: 0x1dce, 216: 0x31b, 218: 0x1dfa, 220: 0x316, 222: 0x59a, 224: 0x302e, 226: 0x1d16d, 228: 0x5ae,
  230: 0x300, 232: 0x315, 233: 0x35c, 234: 0x35d, 240: 0x345,
};

function combiningClass(code) {
  const swaps = (first, second) => text(first, second).normalize("NFD") !== text(first, second);
  for (const [known, mark] of Object.entries(marks)) {
    if (code === mark) return Number(known);
    // Neither goes before the other: the same class, or 0, which no mark passes.
    if (!swaps(mark, code) && !swaps(code, mark)) {
      if (!swaps(marks[240], code) && Number(known) !== 240) return 0;
      return Number(known);
    }
  }
  throw new Error(`the combining class of ${hex(code)} is not one of those known here`);
}

const decompositions = [], classes = [];
for (let code = 0; code <= 0x10ffff; code++) {
  if ((code >= 0xd800 && code <= 0xdfff) || isHangul(code)) continue;
  const character = text(code), parts = codes(character.normalize("NFD"));
  if (parts.length === 1 && parts[0] === code) {
    if (/\p{M}/u.test(character)) {
      const value = combiningClass(code);
      if (value !== 0) classes.push([code, value]);
    }
    continue;
  }
  // A pair that composes, or a character that only ever comes apart.
  const composes = character.normalize("NFC") === character;
  if (!composes) {
    decompositions.push(`${hex(code)}!${parts.map(hex).join(" ")}`);
    continue;
  }
  const last = parts.at(-1), first = codes(text(...parts.slice(0, -1)).normalize("NFC"));
  if (first.length !== 1 || text(first[0], last).normalize("NFC") !== character)
    throw new Error(`${hex(code)} is no pair`);
  decompositions.push(`${hex(code)}=${hex(first[0])} ${hex(last)}`);
}

const ranges = [];
for (const [code, value] of classes) {
  const before = ranges.at(-1);
  if (before && before.value === value && before.end === code - 1) before.end = code;
  else ranges.push({ start: code, end: code, value });
}
const lines = [
  `# Unicode ${process.versions.unicode}, written by eng/canonical-characters.mjs.`,
  "# 00C0=0041 0300  composes of two; 0340!0300  only comes apart; 0300-0314:230  combining class.",
  ...decompositions,
  ...ranges.map((range) => `${hex(range.start)}-${hex(range.end)}:${range.value}`),
];
writeFileSync(new URL("../src/SoftCfg/Text/Normalization/canonical.txt", import.meta.url), lines.join("\n") + "\n");
console.log(`${decompositions.length} characters come apart, ${classes.length} combine.`);
