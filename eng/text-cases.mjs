// Writes further golden cases of text: tokenizers cut down from the golden one and changed, and what Hugging Face's own
// code makes of texts with them.
//
//   npm install @anush008/tokenizers@0.6.0 && node eng/text-cases.mjs
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const { Tokenizer } = createRequire(`${process.cwd()}/`)("@anush008/tokenizers");
const golden = new URL("../tests/SoftCfg.Tests/golden/text/", import.meta.url);
const MERGES = 400;

// The same texts every time.
let state = 1;
const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const pick = (list) => list[Math.floor(random() * list.length)];
const PIECES = ["a", "b", "the", " the", "in", " ", "  ", "\n", "\r\n", "\t", "é", "e\u0301", "한", "\u1100\u1161\u11a8", "🦊", "𝕄", "𝟘",
  "1", "234", "<", ">", "<eoss>", "<reserved08706>", "<|image|>", "<|im_start|>", "<|im_end|>", "<MOVQGAN1>", "'s", "'S", "'ſ", "'ll",
  "\u0338", "\u00a0", "\u3000", ".", "!!", "中文", "_", "Hello", "HELLO", "éx", "e\u0301x", "\u0085", "\u200d", "ﬁ", "½", "Ⅷ", "Ⓐ"];
const texts = (count) => Array.from({ length: count }, () =>
  Array.from({ length: Math.floor(random() * 20) }, () => pick(PIECES)).join(""));

function characters() {
  const found = [];
  for (let code = 0; code < 0x110000; code += code < 0x10000 ? 61 : 1409) {
    if (code < 0xd800 || code > 0xdfff) found.push(String.fromCodePoint(code));
  }
  const lines = [];
  while (found.length > 0) lines.push(found.splice(0, 16).map((c) => `a${c}b ${c}1 '${c}a`).join(""));
  return lines;
}

function small() {
  const json = JSON.parse(readFileSync(new URL("tokenizer-small/tokenizer.json", golden), "utf8"));
  json.model.merges = json.model.merges.slice(0, MERGES);
  const kept = new Set(json.model.merges.map((merge) => merge.replace(" ", "")));
  const entries = Object.entries(json.model.vocab).filter(([token, id]) => id < 256 || kept.has(token));
  json.model.vocab = Object.fromEntries(entries.map(([token], id) => [token, id]));
  json.added_tokens.forEach((token, index) => { token.id = entries.length + index; });
  return json;
}

async function write(name, notes, json, list) {
  const tokenizer = Tokenizer.fromString(JSON.stringify(json));
  const cases = [];
  for (const text of list) {
    const ids = Array.from((await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds());
    cases.push({ text, ids, decoded: await tokenizer.decode(ids, false) });
  }
  const folder = new URL(`${name}/`, golden);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("tokenizer.json", folder), JSON.stringify(json));
  const head = { family: "text", case: name, reference: "Hugging Face tokenizers 0.6 binding (Rust)", tokenizer: "tokenizer.json", notes };
  writeFileSync(new URL("case.json", folder), `${JSON.stringify(head, null, 1).slice(0, -2)},\n "texts": [\n` +
    `${cases.map((line) => `  ${JSON.stringify(line)}`).join(",\n")}\n ]\n}\n`);
}

await write("characters", "Characters of every plane between letters, spaces and digits.", small(), characters());

const flags = small();
const kinds = [["lstrip"], ["rstrip"], ["lstrip", "rstrip"], ["single_word"], ["normalized"], ["normalized", "lstrip", "rstrip"]];
flags.added_tokens.forEach((token, index) => kinds[index % kinds.length].forEach((flag) => { token[flag] = true; }));
const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
const next = flags.added_tokens.at(-1).id + 1;
flags.added_tokens.push({ ...plain, id: next, content: "e\u0301x", normalized: true }, { ...plain, id: next + 1, content: "Hello", single_word: true },
  { ...plain, id: next + 2, content: "<eoss><eoss>", special: true });
await write("added-tokens", "Added tokens with every flag, and with one another's beginnings.", flags, texts(250));

const gpt2 = small();
gpt2.normalizer = null;
gpt2.pre_tokenizer = { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true };
await write("byte-level", "GPT-2's own splitting, a space before each text, nothing normalized.", gpt2, texts(150));

const patterns = small();
patterns.pre_tokenizer.pretokenizers[0].pattern.Regex = "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*" +
  "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|\\p{Lu}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
patterns.model.ignore_merges = true;
await write("patterns", "Splitting by case and in threes of digits; a piece that is a token is that token.", patterns, texts(150));
