/* Picking practices to compare: no more than fit side by side, and what is picked stands in the address. */

const form = document.querySelector("form[data-picking]");

if (form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const before = [...form.querySelectorAll("input[data-picked]")].map((input) => input.value);
  const most = Number(form.dataset.most);

  const follow = () => {
    const picked = [...before, ...boxes.filter((box) => box.checked).map((box) => box.value)];
    for (const box of boxes) box.disabled = !box.checked && picked.length >= most;
    const address = new URL(location.href);
    if (picked.length) address.searchParams.set("compare", picked.join(","));
    else address.searchParams.delete("compare");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  };

  form.addEventListener("change", follow);
  follow();
  // A page that comes back from the browser's memory has its boxes as they were left.
  addEventListener("pageshow", follow);
}
