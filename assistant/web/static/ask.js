// Shows answers without leaving the page: the question stands there at once, and its answer comes in parts, which the
// server has rendered as it renders the page. Without this script the same forms and links lead to the same answers.
import { copyOnClick, sendFeedback } from "./answer-actions.js";
import { partsOf } from "./parts.js";

const SLOW = 250; // milliseconds after which a visitor is told that the search goes on
const KEPT = 20; // views that "back" brings back as they were

const main = document.querySelector("main");
const views = new Map();
let shown = addressOf(location);
let running = null;
let whole = true; // whether all that belongs to the view is there

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form.feedback")) return sendFeedback(event, say);
  const action = new URL(form.action);
  if (form.method !== "get" || action.origin !== location.origin || action.pathname !== "/ask") return;
  action.search = new URLSearchParams(new FormData(form));
  if (!isAnswer(action)) return;
  event.preventDefault();
  show(action, { push: true });
});

addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("main a[href]");
  if (!link) return;
  if (link.matches("[data-copy]")) return copyOnClick(event, link, say);
  const url = new URL(link.href);
  const again = link.matches("[data-again]");
  if (!isAnswer(url) || (addressOf(url) === shown && !again)) return;
  event.preventDefault();
  show(url, { push: !again });
});

addEventListener("popstate", () => {
  const address = addressOf(location);
  if (address === shown) return; // only the part of the page that is looked at has changed
  const view = views.get(address);
  if (view) {
    leave();
    shown = address;
    whole = true;
    main.replaceChildren(...view.nodes);
    main.classList.toggle("coming", isAnswer(new URL(location)));
    document.title = view.title;
    comeBackTo(address);
    scrollTo(0, view.scrolled);
  } else if (isAnswer(new URL(location))) {
    show(new URL(location), { push: false });
  } else {
    location.reload();
  }
});

async function show(url, { push }) {
  leave();
  const asking = (running = new AbortController());
  if (push) history.pushState(null, "", url);
  shown = addressOf(url);
  comeBackTo(shown);
  whole = false;

  const article = copyOf("asking");
  const findings = article.querySelector(".findings");
  const heading = article.querySelector("h1");
  const waiting = article.querySelector(".waiting");
  heading.textContent = url.searchParams.get("q").trim();
  document.title = heading.textContent;
  main.replaceChildren(article);
  main.classList.add("coming"); // so high that what stands below it does not move while the answer comes
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
  say("");
  const slow = setTimeout(() => {
    waiting.hidden = false;
    say(waiting.textContent);
  }, SLOW);

  try {
    const response = await fetch(`/ask/part${url.search}`, { signal: asking.signal, headers: { accept: "text/html" } });
    if (response.status === 429) return location.replace(url); // the page itself says kindly how long to wait
    if (response.status >= 500) throw new Error(response.statusText);
    let begun = false;
    for await (const part of partsOf(response)) {
      const fresh = new DOMParser().parseFromString(part, "text/html").body.firstElementChild;
      if (begun) (fresh.matches("aside") ? article : findings).append(fresh);
      else begin(article, fresh);
      begun = true;
    }
    whole = true;
    say(article.dataset.found ?? "");
    const wanted = url.hash && document.getElementById(url.hash.slice(1));
    if (wanted) {
      wanted.scrollIntoView();
      wanted.querySelector("a")?.focus({ preventScroll: true });
    }
  } catch (error) {
    if (asking.signal.aborted) return;
    const broken = copyOf("asking-broken");
    broken.querySelector("[data-again]").href = url;
    findings.append(broken);
    say(broken.textContent.trim());
  } finally {
    clearTimeout(slow);
    waiting.remove(); // also where it was not shown yet
  }
}

// The first part: it goes around the heading, which keeps the focus.
function begin(article, fresh) {
  for (const { name, value } of fresh.attributes) article.setAttribute(name, value);
  if (fresh.dataset.title) document.title = fresh.dataset.title;
  const heading = article.querySelector("h1");
  const itsHeading = fresh.querySelector("h1");
  for (const { name, value } of itsHeading.attributes) heading.setAttribute(name, value);
  heading.textContent = itsHeading.textContent;
  while (itsHeading.nextSibling) heading.parentElement.append(itsHeading.nextSibling);
  const itsHeader = itsHeading.parentElement;
  article.querySelector(".waiting")?.remove();
  while (itsHeader.nextSibling) article.querySelector(".findings").append(itsHeader.nextSibling);
}

// Give up what is being asked, and keep what is shown for when the visitor comes back.
function leave() {
  running?.abort();
  running = null;
  if (!whole) return;
  views.delete(shown);
  views.set(shown, { nodes: [...main.childNodes], title: document.title, scrolled: scrollY });
  if (views.size > KEPT) views.delete(views.keys().next().value);
}

// The switch of languages leads back to where the visitor is now.
function comeBackTo(address) {
  const back = document.querySelector('form[action="/language"] [name="back"]');
  const url = new URL(address, location);
  url.searchParams.delete("lang");
  if (back) back.value = addressOf(url);
  document.querySelector('header.site [aria-current="page"]')?.removeAttribute("aria-current");
}

function copyOf(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

function say(text) {
  document.getElementById("asking-said").textContent = text;
}

function addressOf(url) {
  return url.pathname + url.search;
}

function isAnswer(url) {
  return url.origin === location.origin && url.pathname === "/ask" && Boolean(url.searchParams.get("q")?.trim());
}
