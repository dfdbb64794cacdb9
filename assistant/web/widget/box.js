// A small box to ask from, on any web site. `words` and `style` stand before this when it is sent.
const script = document.currentScript;
const base = new URL(".", script.src);
const language = [script.dataset.lang, document.documentElement.lang, navigator.language]
  .map((name) => (name || "").toLowerCase().split("-")[0])
  .find((name) => Object.hasOwn(words, name)) || "en";
const say = words[language];
const PATIENCE = 20000;

// Everything is built as elements with text: nothing that is received is ever read as markup.
const make = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
};

const input = make("input", { id: "q", type: "search", maxlength: 1000, required: "", dir: "auto", autocomplete: "off", enterkeyhint: "search" });
const form = make("form", {},
  make("label", { for: "q" }, say.label),
  make("div", { class: "field" }, input, make("button", {}, say.ask)));
const told = make("p", { role: "status" });
const found = make("ol", { role: "list" });
const onward = make("a", { target: "_blank", rel: "noopener" }, say.open);
const more = make("p", { hidden: "" }, onward);
const box = make("section", { lang: language, dir: language === "ar" ? "rtl" : "ltr", "aria-label": "Precedent" }, form, told, found, more);

const address = (path) => {
  const url = new URL(path, base);
  url.searchParams.set("lang", language);
  return /^https?:$/.test(url.protocol) ? url.href : base.href;
};

const shown = (practice, sentences) => {
  const evidence = sentences.filter((one) => one.citations.includes(practice.number)).map((one) => one.text).join(" ");
  return make("li", {},
    make("a", { href: address(practice.url), target: "_blank", rel: "noopener", lang: practice.language, dir: "auto" }, practice.title),
    make("span", { class: "place" }, `${practice.city}, ${practice.country_name}`),
    make("p", { dir: "auto" }, evidence || practice.summary));
};

const show = (answer) => {
  const [lead, ...sentences] = answer.answer;
  const practices = answer.practices.slice(0, 3).map((practice) => shown(practice, sentences));
  told.textContent = answer.answered ? lead.text : answer.note || (practices.length ? `${say.none} ${say.near}` : say.none);
  found.replaceChildren(...practices);
};

let asking;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = input.value.trim();
  if (!question) return;
  asking?.abort();
  const mine = asking = new AbortController();
  const late = setTimeout(() => mine.abort(), PATIENCE);
  told.textContent = say.wait;
  found.replaceChildren();
  const page = new URL("ask", base);
  page.searchParams.set("q", question);
  onward.href = address(page);
  more.hidden = false;
  try {
    const response = await fetch(new URL("api/ask", base), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ question, language, limit: 3 }),
      credentials: "omit",
      signal: mine.signal,
    });
    const answer = response.ok && await response.json();
    if (mine !== asking) return;
    if (answer) show(answer);
    else told.textContent = response.status === 429 ? say.many : say.failed;
  } catch {
    if (mine === asking) told.textContent = say.failed;
  } finally {
    clearTimeout(late);
  }
});

const place = make("precedent-ask");
const root = place.attachShadow({ mode: "closed" });
root.append(box);
try {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
} catch { // an old browser: as an element, where the page allows that
  root.prepend(make("style", {}, style));
}
const put = () => (script.isConnected && !document.head.contains(script) ? script.after(place) : document.body.append(place));
if (document.body && !document.head.contains(script)) put();
else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", put);
else put();
