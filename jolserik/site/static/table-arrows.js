// A table of figures is one tab stop; arrows, Home and End move between its links.
for (const table of document.querySelectorAll("table[data-arrows]")) {
  const links = () => [...table.querySelectorAll("tbody a")];
  const enter = (link) => {
    for (const other of links()) other.tabIndex = other === link ? 0 : -1;
  };
  enter(links()[0]);
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("tbody a")) enter(event.target);
  });
  table.addEventListener("keydown", (event) => {
    const all = links();
    const here = event.target.closest("tbody a");
    if (!here) return;
    const next = target(table, all, here, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function target(table, all, here, key) {
  const index = all.indexOf(here);
  if (key === "ArrowRight") return all[index + 1];
  if (key === "ArrowLeft") return all[index - 1];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
  const rows = [...table.querySelectorAll("tbody tr")];
  const column = here.closest("td, th").cellIndex;
  const step = key === "ArrowDown" ? 1 : -1;
  for (let at = rows.indexOf(here.closest("tr")) + step; rows[at]; at += step) {
    const found = rows[at].cells[column]?.querySelector("a");
    if (found) return found;
  }
  return undefined;
}
