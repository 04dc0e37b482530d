// Before the page is drawn, so that it does not flash: hence no module.
(() => {
  const choices = ["", "light", "dark"];
  const names = { "": "as the system", light: "light", dark: "dark" };
  const stored = () => {
    try {
      return choices.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "";
    } catch {
      return ""; // storage may be switched off
    }
  };
  let choice = stored();
  const apply = () => {
    document.documentElement.dataset.theme = choice;
    document.getElementById("theme")?.setAttribute("aria-label", `Theme: ${names[choice]}`);
    document.getElementById("theme")?.setAttribute("title", `Theme: ${names[choice]}`);
  };
  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("theme").addEventListener("click", () => {
      choice = choices[(choices.indexOf(choice) + 1) % choices.length];
      try {
        localStorage.setItem("theme", choice);
      } catch {
        // then it holds until the page is closed
      }
      apply();
    });
  });
})();
