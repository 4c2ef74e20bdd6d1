// The service worker of site visits. It answers for /desk/visits/ alone and shows, where there is no
// coverage, the pages that a person took along (visits-device.js keeps them and wipes them).
const KEPT = "jolserik-visits";
const LIST = "/desk/visits/";
const PAGE = /^\/desk\/visits\/(at\/[-\w]+\/)?$/;
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE = 5000; // milliseconds that a kept page waits for a slow network

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(event.request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(event.request));
});

async function page(request, path) {
  const known = await find(path);
  try {
    const answer = await (known ? inTime(fetch(request)) : fetch(request));
    if (!known) return answer;
    const shelf = await caches.open(KEPT);
    if (answer.status === 403 || answer.status === 404) await shelf.delete(path);
    if (answer.status >= 500) return known;
    if (answer.ok) await shelf.put(path, answer.clone());
    return answer;
  } catch (lost) {
    const shown = known ?? (await find(LIST));
    if (shown) return shown;
    throw lost;
  }
}

async function asset(request) {
  const known = await find(request.url);
  if (known && NAMED_BY_CONTENT.test(request.url)) return known;
  try {
    return await fetch(request);
  } catch (lost) {
    if (known) return known;
    throw lost;
  }
}

async function find(address) {
  if (!(await caches.has(KEPT))) return undefined;
  return (await caches.open(KEPT)).match(address, { ignoreVary: true });
}

function inTime(answer) {
  const tooLong = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("slow")));
  return Promise.race([answer, tooLong]);
}
