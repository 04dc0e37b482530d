// Search in the book, and chapters that fold on narrow screens. Without this script every page still reads and links as it does with it.
"use strict";

const form = document.getElementById("search");
const words = document.getElementById("words");
const found = document.getElementById("found");
const most = 12;
let sections = null;

form.hidden = false;

const chapters = document.getElementById("chapters");
const narrow = matchMedia("(max-width: 50rem)");
chapters.open = !narrow.matches;
narrow.addEventListener("change", () => { chapters.open = !narrow.matches; });

/** What scrolls by itself can be reached by keyboard. */
function markScrolling() {
  for (const block of document.querySelectorAll("article pre, article table")) {
    if (block.scrollWidth > block.clientWidth)
      block.tabIndex = 0;
    else
      block.removeAttribute("tabindex");
  }
}

markScrolling();
addEventListener("resize", markScrolling);

/** All sections of the book, fetched when the search is first used. */
function load() {
  sections ??= fetch(form.dataset.index)
    .then(response => response.json())
    .then(all => all.map(section => ({ ...section, words: `${section.title} ${section.page} ${section.text}`.toLowerCase() })))
    .catch(() => { sections = null; return []; });
  return sections;
}

/** How well a section answers: words in its heading count most; 0 where one is missing. */
function rank(section, asked) {
  if (!asked.every(word => section.words.includes(word)))
    return 0;
  const title = section.title.toLowerCase();
  const page = section.page.toLowerCase();
  return 1 + asked.filter(word => title.includes(word)).length * 4 + asked.filter(word => page.includes(word)).length * 2;
}

/** The words around the first that was asked for. */
function excerpt(section, asked) {
  const at = Math.max(0, section.text.toLowerCase().indexOf(asked[0]));
  const from = at < 40 ? 0 : section.text.indexOf(" ", at - 40) + 1;
  return (from > 0 ? "… " : "") + section.text.slice(from, from + 140);
}

function item(section, asked) {
  const link = document.createElement("a");
  link.href = form.dataset.top + section.address;
  link.textContent = section.page === section.title ? section.title : `${section.page}: ${section.title}`;
  const text = document.createElement("small");
  text.textContent = excerpt(section, asked);
  link.append(text);
  const entry = document.createElement("li");
  entry.append(link);
  return entry;
}

async function search() {
  const asked = words.value.toLowerCase().split(/\s+/).filter(word => word.length > 1);
  if (asked.length === 0) {
    found.hidden = true;
    return;
  }
  const typed = words.value;
  const all = await load();
  // Whoever typed on meanwhile is answered by a later call; what is focused already must not go.
  if (typed !== words.value)
    return;
  const best = all.map(section => ({ section, rank: rank(section, asked) })).filter(entry => entry.rank > 0)
    .sort((one, other) => other.rank - one.rank).slice(0, most);
  if (best.length > 0) {
    found.replaceChildren(...best.map(entry => item(entry.section, asked)));
  } else {
    const nothing = document.createElement("p");
    nothing.textContent = "Nothing in the book has these words.";
    const entry = document.createElement("li");
    entry.append(nothing);
    found.replaceChildren(entry);
  }
  found.hidden = false;
}

/** Arrow keys walk through what was found. */
function walk(event) {
  const links = [...found.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") {
    found.hidden = true;
    words.focus();
  } else if (event.key === "ArrowDown" && links.length > 0) {
    links[Math.min(at + 1, links.length - 1)].focus();
    event.preventDefault();
  } else if (event.key === "ArrowUp" && at >= 0) {
    (at === 0 ? words : links[at - 1]).focus();
    event.preventDefault();
  }
}

words.addEventListener("focus", load);
words.addEventListener("input", search);
form.addEventListener("keydown", walk);
form.addEventListener("submit", event => {
  event.preventDefault();
  found.querySelector("a")?.click();
});
document.addEventListener("click", event => {
  if (!form.contains(event.target))
    found.hidden = true;
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    words.focus();
    event.preventDefault();
  }
});
