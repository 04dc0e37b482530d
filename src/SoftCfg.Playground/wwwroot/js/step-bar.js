import { byId } from "./dom.js";

/** The slider over the steps. */
export class StepBar {
  constructor(view, onBranch) {
    const [bar, slider, text] = [byId("step-bar"), byId("step"), byId("step-text")];
    slider.addEventListener("input", () => view.show(Number(slider.value)));
    byId("step-back").addEventListener("click", () => view.show(view.tokens - 1));
    byId("step-on").addEventListener("click", () => view.show(view.tokens + 1));
    byId("branch").addEventListener("click", onBranch);
    view.addEventListener("change", () => {
      bar.hidden = view.steps === 0;
      slider.max = view.steps;
      slider.value = view.tokens;
      slider.setAttribute("aria-valuetext", `${view.tokens} of ${view.steps} tokens`);
      text.textContent = `${view.tokens} / ${view.steps}`;
      byId("branch").hidden = view.isTrace;
      byId("branch").disabled = view.tokens === 0 || view.tokens >= view.steps;
    });
  }
}
