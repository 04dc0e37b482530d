import { byId, element } from "./dom.js";

/**
 * Says that something is not as it should be, and what can be done. Problems are told at once, the rest when there is a pause.
 * @param actions pairs of a button's text and what it does
 * @param isProblem whether something went wrong
 */
export function showNotice(text, actions = [], { isProblem = true, extra = null } = {}) {
  const box = byId("notice");
  box.setAttribute("role", isProblem ? "alert" : "status");
  box.classList.toggle("problem", isProblem);
  box.replaceChildren(element("p", {}, text, extra),
    ...actions.map(([label, run]) => element("button", { type: "button", onclick: run }, label)));
  box.hidden = false;
}

/** Takes the notice away. */
export function hideNotice() {
  byId("notice").hidden = true;
  byId("notice").replaceChildren();
}
