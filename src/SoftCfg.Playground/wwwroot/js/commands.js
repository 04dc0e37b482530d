import { letters } from "./catalog.js";
import { announce, element } from "./dom.js";

/** The command line of each image, or why there is none. */
export class Commands {
  constructor(box, view) {
    view.addEventListener("begin", () => box.replaceChildren());
    view.addEventListener("change", () => {
      const told = view.images.map(image => image.command ?? image.reason ?? "").join("\n");
      if (told === this.told && box.childElementCount > 0)
        return;
      this.told = told;
      box.replaceChildren(...view.images.map((image, at) => row(image, at)).filter(item => item));
    });
  }
}

function row(image, at) {
  if (!image.command && !image.reason)
    return null;
  const letter = element("span", { class: `letter letter-${at}` }, letters[at]);
  if (!image.command)
    return element("div", { class: "command" }, letter, element("p", {}, image.reason));
  const copy = element("button", {
    type: "button", class: "quiet", "aria-label": `Copy the command of ${letters[at]}`, onclick: async () => {
      try {
        await navigator.clipboard.writeText(image.command);
        announce("Copied");
        copy.textContent = "Copied";
      } catch {
        // Pages that are not from this machine may not: then it is selected, and the keyboard copies it.
        getSelection().selectAllChildren(code);
        copy.textContent = "Selected";
      }
      setTimeout(() => (copy.textContent = "Copy"), 2000);
    },
  }, "Copy");
  const code = element("code", { "data-command": letters[at] }, image.command);
  return element("div", { class: "command" }, letter, element("pre", { tabindex: "0", "aria-label": `Command of ${letters[at]}` }, code), copy);
}
