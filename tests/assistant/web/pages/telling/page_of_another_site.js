// As much of a browser's page as the box for other sites needs. `given` stands before this: the script's attributes, the
// address that it was loaded from, the question to ask, and how the request for the answer ends.
class Element {
  constructor(name) {
    Object.assign(this, { name, attributes: {}, children: [], listeners: {}, dataset: {}, hidden: false, value: "" });
    this.isConnected = true;
  }
  setAttribute(key, value) { this.attributes[key] = String(value); }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  set textContent(text) { this.children = [String(text)]; }
  set href(address) { this.attributes.href = String(address); }
  set innerHTML(_) { throw new Error("nothing is read as markup"); }
  addEventListener(kind, listener) { this.listeners[kind] = listener; }
  attachShadow({ mode }) { this.mode = mode; return (this.root = new Element("root")); }
  after(element) { placed.push(element); }
  contains() { return false; }
  find(name) {
    if (this.name === name) return this;
    for (const child of this.children) {
      const found = child instanceof Element && child.find(name);
      if (found) return found;
    }
  }
  text() { return this.children.map((child) => (child instanceof Element ? child.text() : child)).join(" "); }
}
const placed = [];
const script = new Element("script");
script.src = given.src;
Object.assign(script.dataset, given.dataset);
globalThis.document = {
  currentScript: script,
  documentElement: { lang: given.lang },
  head: new Element("head"),
  body: new Element("body"),
  createElement: (name) => new Element(name),
};
globalThis.CSSStyleSheet = class { replaceSync(text) { this.text = text; } };
const asked = [];
globalThis.fetch = async (address, sent) => {
  asked.push({ address: String(address), ...sent, body: JSON.parse(sent.body), signal: undefined });
  if (given.unreachable) throw new TypeError("Failed to fetch");
  return { ok: given.status === 200, status: given.status, json: async () => JSON.parse(given.body) };
};
const reported = async () => {
  const [place] = placed;
  const root = place.root;
  root.find("input").value = given.question;
  await root.find("form").listeners.submit({ preventDefault() {} });
  const describe = (node) => (node instanceof Element ? { name: node.name, ...node.attributes, inside: node.children.map(describe) } : node);
  console.log(JSON.stringify({
    mode: place.mode,
    sheets: root.adoptedStyleSheets.length,
    section: root.find("section").attributes,
    label: root.find("label").text(),
    told: root.find("section").children[1].text(),
    found: root.find("ol").children.map(describe),
    onward: root.find("section").children[3].find("a").attributes.href,
    asked,
  }));
};
