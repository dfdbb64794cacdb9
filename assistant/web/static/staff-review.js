/* Reviewing drafts: a field shows the passages it rests on, and the keyboard does what the buttons do. */

const form = document.querySelector("form[data-draft]");
const paper = document.querySelector("[data-paper]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// What a field rests on stands out, and the first of it is brought into view within its pane.
const marks = paper ? [...paper.querySelectorAll("mark")] : [];

const reveal = (mark) => {
  for (let folded = mark.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  const inside = mark.getBoundingClientRect();
  const pane = paper.getBoundingClientRect();
  if (inside.top < pane.top + 40 || inside.bottom > pane.bottom - 40) {
    paper.scrollBy({ top: inside.top - pane.top - pane.height / 3, behavior: calm.matches ? "auto" : "smooth" });
  }
};

const light = (lit) => {
  for (const mark of marks) mark.classList.toggle("lit", lit.includes(mark));
};

let shown = null;
const follow = (field) => {
  if (!field || field === shown) return;
  shown = field;
  const names = [field.dataset.field, field.dataset.carried];
  const lit = marks.filter((mark) => mark.dataset.fields.split(" ").some((name) => names.includes(name)));
  light(lit);
  if (lit.length) reveal(lit[0]);
};

if (paper) {
  for (const kind of ["focusin", "click"]) {
    form.addEventListener(kind, (event) => follow(event.target.closest("[data-field]")));
  }
  // A link to a passage lights that passage alone, without moving the page where the pane is beside it.
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".rests a[href^='#p']");
    const mark = link && document.getElementById(link.hash.slice(1));
    if (!mark) return;
    light([mark]);
    shown = null;
    const pane = paper.getBoundingClientRect();
    if (pane.top < innerHeight && pane.bottom > 0) {
      event.preventDefault();
      reveal(mark);
    }
  });
  // A passage leads to the first field that rests on it.
  paper.addEventListener("click", (event) => {
    const names = event.target.closest("mark")?.dataset.fields.split(" ");
    if (!names || String(getSelection())) return;
    const field = [...form.querySelectorAll("[data-field]")].find((one) =>
      names.includes(one.dataset.field) || names.includes(one.dataset.carried));
    const folded = field?.closest("details");
    if (folded) folded.open = true;
    field?.querySelector("input, select, textarea, fieldset")?.focus();
  });
}

// What was typed is not lost by going away without a word.
if (form) {
  let sent = false;
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("beforeunload", (event) => {
    if (typed && !sent) event.preventDefault();
  });
}

// Keys.
const dialog = document.querySelector("dialog[data-keys]");
const opener = document.querySelector("[data-keys-open]");
const STORED = "staff-keys";

const kept = () => {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
};

if (dialog) {
  const box = dialog.querySelector("[data-keys-switch]");
  let on = kept();
  box.checked = on;
  box.addEventListener("change", () => {
    on = box.checked;
    try {
      localStorage.setItem(STORED, on ? "on" : "off");
    } catch {
      // then it holds for this page
    }
  });
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());

  const entries = [...document.querySelectorAll("a[data-entry]")];
  const step = (by) => {
    const at = entries.indexOf(document.activeElement);
    entries[at < 0 ? 0 : Math.min(Math.max(at + by, 0), entries.length - 1)]?.focus();
  };

  const act = (key) => {
    if (key === "?") {
      dialog.showModal();
      return true;
    }
    if (entries.length && (key === "j" || key === "k")) {
      step(key === "j" ? 1 : -1);
      return true;
    }
    if (key === "e") {
      const first = form?.querySelector("[data-field] :is(input, textarea)");
      first?.focus();
      return Boolean(first);
    }
    const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (control instanceof HTMLDetailsElement) {
      control.open = true;
      control.querySelector("select, input, button").focus();
    } else {
      control?.click();
    }
    return Boolean(control);
  };

  const typing = (target) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");

  document.addEventListener("keydown", (event) => {
    if (!on || event.isComposing || event.repeat || dialog.open) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      if (act("s")) event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      const open = document.querySelector("details.reject[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (typing(event.target) && event.target.closest("[data-field]")) {
        event.target.blur(); // so that the keys can be used again
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key.length === 1 && act(event.key.toLowerCase())) event.preventDefault();
  });
}
