// The page of long work: shows how far it is, and what came of it once it has ended.

const shown = document.querySelector("[data-job]");
const [step, bar, count] = ["step", "bar", "count"].map((name) => shown.querySelector(`[data-${name}]`));
const EVERY = 1000;
const LONGEST = 15000;

// A status that is read aloud is touched only where it says something new.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show(progress) {
  say(step, progress.step);
  say(count, progress.count);
  if (progress.done === null) {
    bar.removeAttribute("value");
  } else {
    bar.max = progress.total;
    bar.value = progress.done;
  }
}

async function watch() {
  let wait = EVERY;
  for (;;) {
    await new Promise((go) => setTimeout(go, wait));
    if (document.hidden) continue;
    try {
      const response = await fetch(shown.dataset.job, { headers: { accept: "application/json" } });
      if (response.status === 401 || response.status === 404) break;
      if (!response.ok) throw new Error(response.status);
      const progress = await response.json();
      if (progress.ended) break;
      show(progress);
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, LONGEST); // the server may be about to start again
    }
  }
  location.reload();
}

watch();
