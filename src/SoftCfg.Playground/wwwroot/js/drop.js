import { byId } from "./dom.js";

/** Takes files that are dropped anywhere on the page. */
export function listenToDrops(onFile) {
  let inside = 0; // elements that a dragged file is over: one enters before the other is left
  const hasFiles = event => event.dataTransfer?.types.includes("Files");
  const show = () => (byId("drop").hidden = inside <= 0);
  addEventListener("dragenter", event => {
    if (!hasFiles(event))
      return;
    inside++;
    show();
  });
  addEventListener("dragleave", event => {
    if (!hasFiles(event))
      return;
    inside--;
    show();
  });
  addEventListener("dragover", event => hasFiles(event) && event.preventDefault());
  addEventListener("drop", event => {
    if (!hasFiles(event))
      return;
    event.preventDefault();
    inside = 0;
    show();
    if (event.dataTransfer.files[0])
      onFile(event.dataTransfer.files[0]);
  });
}
