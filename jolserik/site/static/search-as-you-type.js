// What is found stands under the search box while one types: arrows choose, Enter opens, Esc closes.
// Without this file, or without the network, the box is a form.
for (const form of document.querySelectorAll("form[data-search]")) enhance(form);

function enhance(form) {
  const input = form.querySelector("input[type=search]");
  const found = form.querySelector("#search-found");
  const said = form.querySelector("#search-said");
  const options = () => [...found.querySelectorAll("[role=option]")];
  const chosen = () => found.querySelector("[aria-selected=true]");

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  function show() {
    const list = found.querySelector("[data-said]");
    const open = Boolean(list) && input.value.trim() !== "" && form.contains(document.activeElement);
    found.hidden = !open;
    input.setAttribute("aria-expanded", String(open && options().length > 0));
    if (open && options().length) input.setAttribute("aria-controls", "search-options");
    else input.removeAttribute("aria-controls");
    said.textContent = open ? list.dataset.said : "";
    if (!open) choose(undefined);
  }

  function close() {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(undefined);
  }

  function choose(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  found.addEventListener("htmx:afterSwap", show);
  input.addEventListener("focus", show);
  input.addEventListener("input", () => {
    choose(undefined);
    if (input.value.trim() === "") close();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  // A press on an option must not take the focus away before it is a click.
  found.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("submit", (event) => {
    if (input.value.trim() === "") event.preventDefault();
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !found.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !found.hidden && chosen()) {
      event.preventDefault();
      chosen().click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.hidden) show();
      const all = options();
      if (found.hidden || !all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = all.indexOf(chosen());
      // Past either end one is back in the box, as typed.
      const next = at < 0 && step < 0 ? all.length - 1 : at + step;
      choose(all[next]);
    }
  });
}
