import { letters } from "./catalog.js";
import { byId, element } from "./dom.js";

/**
 * Asks from which image to branch, and with which seed.
 * @returns {codes, seed}: the tokens so far and the seed of the rest; null if nothing shall be done
 */
export async function askForBranch(view, seed) {
  const dialog = byId("branch-dialog");
  const usable = view.images.map((image, at) => ({ image, at })).filter(({ image }) => image.grid && image.tokens.length >= view.tokens);
  if (usable.length === 0)
    return null;
  const choice = element("select", { id: "branch-image" }, usable.map(({ image, at }) =>
    element("option", { value: at }, image.values.kind === "none" ? letters[at] : `${letters[at]}, ${image.values.kind} ${image.values.scale}`)));
  const number = element("input", { id: "branch-seed", inputmode: "numeric", value: String(BigInt(/^\d+$/.test(seed) ? seed : "0") + 1n) });
  dialog.replaceChildren(element("form", { method: "dialog" },
    element("h2", { id: "branch-title" }, "Branch here"),
    element("p", { class: "hint" }, `Keeps the first ${view.tokens} tokens and samples the other ${view.steps - view.tokens} anew, under all settings of the `
      + "table. Change those before or afterwards: the kept tokens stay until you forget them."),
    element("div", { class: "field" }, element("label", { for: "branch-image" }, "Tokens of"), choice),
    element("div", { class: "field" }, element("label", { for: "branch-seed" }, "Seed of the rest"), number),
    element("div", { class: "row end" },
      element("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      element("button", { type: "submit", value: "branch", class: "primary" }, "Branch"))));
  const tokens = view.tokens;
  dialog.returnValue = "";
  dialog.showModal();
  number.select();
  await new Promise(resolve => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "branch")
    return null;
  const { image } = usable.find(({ at }) => at === Number(choice.value));
  return { codes: image.grid.codesOf(image.tokens, tokens), seed: number.value.trim() };
}
