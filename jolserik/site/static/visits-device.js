// What a person keeps on the device for work without coverage: pages of site visits, drafts, and
// visits that wait to be sent. It belongs to one person: whoever else signs in here finds it wiped,
// and so does whoever signs out. Sent is what the server confirmed by its number, once.
const OWNER = "jolserik-visits"; // in localStorage: whose things are kept; the name of the cache too
const LIST = "/desk/visits/";
const AGAIN = new Set(["waiting", "signed_out", "no_right"]); // states in which sending is tried again
const WEEK = 7 * 24 * 3600 * 1000;
export const person = document.documentElement.dataset.person ?? "";

let opened; // the database, once it is asked for

export const ready = belongs();
export const canTake = "serviceWorker" in navigator && "caches" in window;

async function belongs() {
  const owner = localStorage.getItem(OWNER);
  if (owner && person && owner !== person) await wipe();
}

export async function wipe() {
  localStorage.removeItem(OWNER);
  if ("caches" in window) await caches.delete(OWNER);
  if (navigator.serviceWorker) {
    const worker = await navigator.serviceWorker.getRegistration(LIST);
    if (worker?.scope.endsWith(LIST)) await worker.unregister();
  }
  (await opened)?.close();
  opened = undefined;
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(OWNER);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
}

// --- pages taken along

// Keep the pages and all they need; gives the number of form pages that are kept now.
export async function take(paths) {
  await ready;
  localStorage.setItem(OWNER, person);
  await navigator.serviceWorker.register(`${LIST}worker.js`, { scope: LIST });
  const shelf = await caches.open(OWNER);
  const assets = new Set();
  for (const path of new Set([LIST, ...paths])) {
    const answer = await fetch(path);
    if (answer.redirected) throw new Error("signed out");
    if (answer.status === 403 || answer.status === 404) await shelf.delete(path);
    if (!answer.ok) continue;
    for (const address of needed(await answer.clone().text())) assets.add(address);
    await shelf.put(path, answer);
  }
  for (const { name } of performance.getEntriesByType("resource")) {
    if (name.startsWith(`${location.origin}/static/`)) assets.add(name);
  }
  for (const address of assets) {
    if (!(await shelf.match(address, { ignoreVary: true }))) await shelf.add(address);
  }
  return (await taken()).size;
}

function needed(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found = page.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=modulepreload], script[src]");
  return [...found].map((one) => new URL(one.getAttribute("href") ?? one.getAttribute("src"), location.origin).href);
}

// Paths of the forms that are kept.
export async function taken() {
  if (!canTake || !(await caches.has(OWNER))) return new Set();
  const kept = await (await caches.open(OWNER)).keys();
  return new Set(kept.map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith(`${LIST}at/`)));
}

function takeButtons() {
  for (const button of document.querySelectorAll("[data-take]")) {
    button.hidden = !canTake;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await take(button.dataset.take.split(" "));
        button.textContent = button.dataset.done;
        dispatchEvent(new Event("visits-changed"));
      } catch {
        button.disabled = false;
        button.textContent = button.dataset.failed;
      }
    });
  }
}

// --- drafts and visits that wait

function shelves() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(OWNER, 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "queue"]) asked.result.createObjectStore(name);
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
  });
  return opened;
}

async function ask(shelf, mode, act) {
  await ready;
  if (mode === "readwrite" && person) localStorage.setItem(OWNER, person);
  const database = await shelves();
  return new Promise((resolve, reject) => {
    const deal = database.transaction(shelf, mode);
    const asked = act(deal.objectStore(shelf));
    deal.oncomplete = () => resolve(asked.result);
    deal.onerror = deal.onabort = () => reject(deal.error);
  });
}

export const get = (shelf, key) => ask(shelf, "readonly", (rows) => rows.get(key));
export const all = (shelf) => ask(shelf, "readonly", (rows) => rows.getAll());
export const put = (shelf, key, value) => ask(shelf, "readwrite", (rows) => rows.put(value, key));
export const remove = (shelf, key) => ask(shelf, "readwrite", (rows) => rows.delete(key));

// --- sending

// Send what waits, one tab at a time. Whatever happens in between, the server keeps a number once.
export async function sendAll() {
  if (!localStorage.getItem(OWNER)) return;
  const act = (lock) => (lock === null ? undefined : deliver());
  if (navigator.locks) await navigator.locks.request(OWNER, { ifAvailable: true }, act);
  else await deliver();
  dispatchEvent(new Event("visits-changed"));
}

async function deliver() {
  const kept = await all("queue");
  for (const visit of kept) {
    if (visit.state === "sent" && Date.now() - visit.at > WEEK) await remove("queue", visit.number);
  }
  const waiting = kept.filter(({ state }) => AGAIN.has(state));
  if (!waiting.length) return;
  const known = await freshToken();
  for (const visit of waiting) {
    if (known.token) Object.assign(visit, await send(visit, known.token));
    else visit.state = known.state;
    await put("queue", visit.number, visit);
  }
}

// Who is signed in and a token, or the state that a visit is in without them.
export async function freshToken() {
  try {
    const answer = await fetch(`${LIST}token/`, { cache: "no-store" });
    if (answer.redirected) return { state: "signed_out" };
    if (answer.status === 403) return { state: "no_right" };
    if (!answer.ok) return { state: "waiting" };
    const told = await answer.json();
    return told.person === localStorage.getItem(OWNER) ? told : { state: "signed_out" };
  } catch {
    return { state: "waiting" };
  }
}

async function send(visit, token) {
  const body = new FormData();
  for (const [name, value] of visit.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token);
  try {
    const answer = await fetch(visit.url, { method: "POST", body, headers: { "X-Sent-Later": "1" } });
    const json = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = json ? await answer.json() : {};
    if (answer.redirected) return { state: "signed_out" };
    if (told.number) return { state: "sent", next: told.next, fields: [], at: Date.now() };
    if (told.errors) return { state: "wrong", said: told.errors.join(" ") };
    if (told.refused) return { state: "refused", said: told.refused };
    if (answer.status >= 500 || answer.status === 429 || answer.status === 403) return {};
    return { state: "refused", said: String(answer.status) };
  } catch {
    return { state: "waiting" };
  }
}

// --- signing out wipes; where something waits, a page asks first

function signOut() {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", async (event) => {
      if (!localStorage.getItem(OWNER)) return;
      event.preventDefault();
      const asked = form.querySelector("[data-unsent]");
      if (!asked && (await unsent())) {
        location.assign(form.action);
        return;
      }
      await wipe();
      form.submit();
    });
  }
}

// Pages that say how many wait: the day, and the page of signing out.
async function tell() {
  const number = localStorage.getItem(OWNER) ? await unsent() : 0;
  for (const note of document.querySelectorAll("[data-unsent]")) {
    note.hidden = number === 0;
    if (note.dataset.words) note.textContent = `${note.dataset.words} ${number}`;
  }
}

async function unsent() {
  return (await all("queue")).filter(({ state }) => state !== "sent").length;
}

// --- on every page of a signed-in person

takeButtons();
signOut();
tell();
addEventListener("visits-changed", tell);
addEventListener("online", sendAll);
setInterval(sendAll, 20_000);
sendAll();
