// The list of practices follows what is typed and ticked: the same page is fetched, and its list put in place of the old.
// Without this script the form does the same with its buttons.

const form = document.getElementById("browse");
const told = document.getElementById("told");
const PAUSE = 250; // milliseconds without a key before what was typed is searched for
const SWAPPED = ["facets", "results"];

let waiting = 0;
let running = null;

function address() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (form.elements.namedItem(name)?.validity?.valid === false) continue; // a year that is not yet typed out
    if (typeof value === "string" && value.trim()) chosen.append(name, value.trim());
  }
  const query = chosen.toString();
  return query ? `${form.action}?${query}` : form.action;
}

// Puts a part of the fetched page in place, with what was open in it still open and the focus where it was.
function put(page, id) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const details of old.querySelectorAll("details[open][id]")) {
    const same = page.getElementById(details.id);
    if (same) same.open = true;
  }
  old.replaceWith(document.adoptNode(fresh));
  if (!focused) return;
  const same = focused.localName === "summary" ? summaryOf(focused.parentElement.id) : document.getElementById(focused.id);
  if (!same) return;
  if (same !== summaryOf(same.closest("details")?.id)) same.closest("details")?.setAttribute("open", "");
  // What is being typed is newer than what was fetched.
  if (same.type === "number" && same.value !== focused.value) same.value = focused.value;
  same.focus({ preventScroll: true });
}

function summaryOf(id) {
  return document.getElementById(id ?? "")?.querySelector("summary") ?? null;
}

async function show() {
  clearTimeout(waiting);
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const wanted = address();
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(wanted, { headers: { accept: "text/html" }, signal: mine.signal });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine.signal.aborted || !page.getElementById("results")) return;
    for (const id of SWAPPED) put(page, id);
    document.title = page.title;
    history.replaceState(null, "", wanted);
    told.textContent = document.getElementById("counted").textContent;
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = form.dataset.failed;
  } finally {
    if (running === mine) {
      running = null;
      document.getElementById("results").removeAttribute("aria-busy");
    }
  }
}

if (form && told) {
  form.classList.add("live");
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const typed = event.target.matches("input[type=search], input[type=number]");
    if (typed && event.target.validity.valid) waiting = setTimeout(show, PAUSE);
  });
  document.addEventListener("change", (event) => {
    if (event.target.form === form && event.target.matches("input[type=checkbox], select")) show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const panel = event.submitter?.closest(".facet");
    if (panel) close(panel);
    show();
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && form.querySelector(".facet[open]");
    if (open) close(open);
  });
  document.addEventListener("click", (event) => {
    for (const open of form.querySelectorAll(".facet[open]")) {
      if (event.target.isConnected && !open.contains(event.target)) open.open = false;
    }
  });
}

function close(facet) {
  facet.open = false;
  facet.querySelector("summary").focus({ preventScroll: true });
}
