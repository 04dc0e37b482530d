import { modelOf } from "./address.js";
import { askForBranch } from "./branch.js";
import { Catalog, letters } from "./catalog.js";
import { Commands } from "./commands.js";
import { Curves } from "./curves.js";
import { byId, download, element } from "./dom.js";
import { listenToDrops } from "./drop.js";
import { forgetFailure, showFailure } from "./failures.js";
import { Generation } from "./generation.js";
import { Grid } from "./grid.js";
import { Inspector } from "./inspector.js";
import { Mask } from "./mask.js";
import { showNotice } from "./notice.js";
import { readPicture } from "./picture.js";
import { RequestForm } from "./request-form.js";
import { fetchTokens } from "./server.js";
import { Sheet } from "./sheet.js";
import { Stage } from "./stage.js";
import { StepBar } from "./step-bar.js";
import { TracePage } from "./trace-page.js";
import { writeTrace } from "./trace-writer.js";
import { View } from "./view.js";

const view = new View();
const mask = new Mask();
let form = null; // until the server has said what there is to choose from
let sheet = null;

const generation = new Generation(view, {
  onState: isGrowing => form?.setBusy(isGrowing),
  onError: error => showFailure(error, generate, form),
});

function generate() {
  forgetFailure();
  trace.close();
  form.clearErrors();
  form.writeAddress(true);
  generation.start(form);
}

function nameOf(image, at) {
  const model = form.catalog.model(generation.asked.model);
  const what = model.takes_prompts ? generation.asked.prompt : model.classes[generation.asked.label][0];
  return [model.name, what.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40), generation.asked.seed, letters[at].toLowerCase()].join("-");
}

async function paintMask(base) {
  const given = await mask.paint(base);
  if (given)
    form.set({ given }, true);
}

function actionsOf(image, at) {
  const button = (text, label, run) => element("button", { type: "button", class: "quiet", disabled: true, "data-needs": "finished",
    "aria-label": `${label} ${letters[at]}`, onclick: run }, text);
  return [
    button("PNG", "Download the PNG of", () => download(image.png, `${nameOf(image, at)}.png`)),
    button("Trace", "Download the trace of", () => download(writeTrace(image, generation.asked, form.catalog), `${nameOf(image, at)}.jsonl`)),
    button("Mask", "Paint a mask over", () => (image.grid ? paintMask({
      codes: image.grid.codesOf(image.tokens), grid: image.grid, bitmap: image.previews.at(-1).bitmap, title: `A mask over image ${letters[at]}`,
    }) : showNotice("The tokens of this model make no grid, so there is nothing to paint on."))),
  ];
}

async function branch() {
  const chosen = await askForBranch(view, form.asked.seed);
  if (chosen)
    form.set({ given: chosen.codes, seed: chosen.seed }, true);
}

async function startFromPicture(file) {
  const { model } = form;
  const [width, height] = model.takes_prompts ? [Number(form.asked.width), Number(form.asked.height)] : [model.width, model.height];
  try {
    const picture = await readPicture(file, width, height);
    const { codes, grid } = await fetchTokens(model.name, picture);
    forgetFailure();
    await paintMask({ codes, grid: new Grid(grid), bitmap: picture.bitmap, title: `A mask over ${file.name}` });
  } catch (error) {
    if (error.constructor === Error)
      showNotice(error.message);
    else
      showFailure(error, () => startFromPicture(file), form);
  }
}

new Stage(byId("matrix"), view, actionsOf);
new StepBar(view, branch);
new Curves(byId("curves"), view);
new Inspector(view);
new Commands(byId("commands"), view);

const trace = new TracePage(view, { onOpen: () => generation.stop(), onClose: () => {} });
view.addEventListener("change", () => {
  const isEmpty = view.images.length === 0;
  byId("empty").hidden = !isEmpty;
  for (const panel of ["curves-panel", "token-panel"])
    byId(panel).hidden = view.steps === 0;
  byId("commands-panel").hidden = view.isTrace || !view.images.some(image => image.command || image.reason);
});

byId("stop").addEventListener("click", () => {
  generation.stop();
  showNotice("Stopped. What is there stays.", [["Go on", generate]], { isProblem: false });
});
byId("upload").addEventListener("click", () => byId("picture-file").click());
byId("picture-file").addEventListener("change", event => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file)
    startFromPicture(file);
});
listenToDrops(file => {
  if (!file.type.startsWith("image/"))
    trace.open(file);
  else if (form)
    startFromPicture(file);
});

/** Says that a model is being loaded, and whether it was. */
async function loading(promise) {
  const timer = setTimeout(() => showNotice("The server loads the model; that may take a while.", [], { isProblem: false }), 300);
  try {
    await promise;
    forgetFailure();
    return true;
  } catch (error) {
    showFailure(error, () => location.reload(), form);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function begin() {
  try {
    const catalog = await Catalog.fetch();
    if (!await loading(catalog.load(modelOf(location.hash))))
      return;
    form = new RequestForm(catalog, { onGenerate: generate, onChange: () => sheet?.offer(), loading });
    sheet = new Sheet(form, (error, again) => showFailure(error, again, form));
    byId("request").inert = false;
    if (form.asked.isAsked)
      generate();
  } catch (error) {
    showFailure(error, begin, null);
  }
}

begin();
