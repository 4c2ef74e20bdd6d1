// A figure's link opens its evidence in the side panel; without this file it opens as a page.
const panel = document.getElementById("panel");
const body = document.getElementById("panel-body");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-evidence]");
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button);
  if (!link || !panel?.showModal || !window.htmx || !plain) return;
  event.preventDefault();
  const address = link.href?.baseVal ?? link.href;
  window.htmx.ajax("GET", address, { target: body, swap: "innerHTML" }).then(() => {
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
    body.querySelector("h2")?.setAttribute("tabindex", "-1");
    body.querySelector("h2")?.focus();
  });
});

// An answer that is an error page is not for the panel: go to the address instead.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.target !== body) return;
  window.location.assign(event.detail.pathInfo.finalRequestPath);
});

panel?.addEventListener("click", (event) => {
  if (event.target === panel) panel.close();
});
