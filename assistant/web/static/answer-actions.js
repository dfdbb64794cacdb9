// What can be done with an answer: say whether it helped, and copy it. Both work as plain forms and links as well.

export async function sendFeedback(event, say) {
  event.preventDefault();
  const form = event.target;
  const data = new FormData(form);
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  let kept = false;
  try {
    const response = await fetch("/api/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        question: data.get("question"),
        helpful: event.submitter.value === "yes",
        comment: data.get("comment").trim() || null,
        language: document.documentElement.lang,
      }),
    });
    kept = response.ok;
  } catch {
    // said below
  }
  const said = document.createElement("p");
  said.textContent = kept ? form.dataset.thanks : form.dataset.failed;
  if (kept) {
    said.tabIndex = -1;
    form.replaceWith(said);
    said.focus();
  } else {
    for (const button of buttons) button.disabled = false;
    form.querySelector(":scope > .said")?.remove();
    said.className = "said";
    form.append(said);
    say(said.textContent);
  }
}

export async function copyOnClick(event, link, say) {
  if (!navigator.clipboard) return; // the link shows what would be copied
  event.preventDefault();
  try {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(response.statusText);
    await navigator.clipboard.writeText(await response.text());
  } catch {
    location.assign(link.href);
    return;
  }
  const { copied } = link.closest("[data-copied]").dataset;
  const name = (link.dataset.name ??= link.textContent);
  link.textContent = `${name} ✓`;
  say(`${name}: ${copied}`);
  setTimeout(() => (link.textContent = name), 3000);
}
