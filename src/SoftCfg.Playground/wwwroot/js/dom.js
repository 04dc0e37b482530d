/** The element of an id. */
export const byId = name => document.getElementById(name);

/**
 * Makes an element. Attributes that are false or null are left out, `on...` are listeners, children that are no nodes become
 * text: nothing that comes from a file or the server is ever read as HTML.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined)
      continue;
    if (name.startsWith("on"))
      node.addEventListener(name.slice(2), value);
    else
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

/** Makes an element of a picture of lines. */
export function svg(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    node.setAttribute(name, value);
  return node;
}

/** Shows one control in the place of another, which hands on the focus if it had it: who uses the keyboard stays where they were. */
export function swap(hidden, shown) {
  const hadFocus = document.activeElement === hidden;
  hidden.hidden = true;
  shown.hidden = false;
  if (hadFocus)
    shown.focus();
}

/** Says something to those who hear the page. */
export function announce(text) {
  byId("announcer").textContent = text;
}

/** Hands a file to whoever sits before the page. */
export function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A number for people: three digits that count. */
export function figure(value) {
  if (!Number.isFinite(value))
    return "–";
  if (value !== 0 && Math.abs(value) < 0.001)
    return value.toExponential(1);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
