import { element } from "./dom.js";
import { hideNotice, showNotice } from "./notice.js";
import { Busy, Dropped, Gone, Locked, Refused, unlock } from "./server.js";

let timer = 0;

/** Stops a countdown that was begun. */
export function forgetFailure() {
  clearInterval(timer);
  hideNotice();
}

/**
 * Says what went wrong and offers what can be done about it.
 * @param error what went wrong
 * @param again does the same once more
 * @param form shows what was refused beside its field
 */
export function showFailure(error, again, form) {
  const retry = () => {
    forgetFailure();
    again();
  };
  clearInterval(timer);
  if (error instanceof Refused) {
    form?.showErrors(error.fields);
    if (Object.keys(error.fields).length === 0)
      showNotice(error.message);
  } else if (error instanceof Locked) {
    askForKey(retry);
  } else if (error instanceof Busy) {
    countDown(error, retry);
  } else if (error instanceof Dropped) {
    showNotice(`${error.message} The same request gives the same images, so they can go on where they were.`, [["Go on", retry], ["Leave it", forgetFailure]]);
  } else if (error instanceof Gone) {
    showNotice(`${error.message} It may have been stopped; start it with “softcfg serve”. What is shown stays.`, [["Try again", retry]]);
  } else {
    console.error(error);
    showNotice(`Something went wrong on this page: ${error.message}`, [["Try again", retry]]);
  }
}

/** Only who has the key may compute here. It is kept for this window. */
function askForKey(retry) {
  const key = element("input", { type: "password", "aria-label": "Key", autocomplete: "off" });
  const go = () => {
    unlock(key.value.trim());
    retry();
  };
  key.addEventListener("keydown", event => event.key === "Enter" && go());
  showNotice("This server asks for a key. ", [["Use the key", go]], { isProblem: false, extra: key });
  key.focus();
}

/** Asks again by itself when the server said it might. */
function countDown(error, retry) {
  let left = Math.ceil(error.seconds);
  // Told once, not every second.
  const seconds = element("span", { "aria-hidden": "true" });
  const tell = () => (seconds.textContent = ` Asking again in ${left} s.`);
  showNotice(error.message, [["Ask now", retry], ["Leave it", forgetFailure]], { extra: seconds });
  tell();
  timer = setInterval(() => (--left > 0 ? tell() : retry()), 1000);
}
