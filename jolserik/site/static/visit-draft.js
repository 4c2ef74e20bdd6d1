// A form that loses nothing: the draft stays on the device, photos too, and what could not be sent
// is sent when there is coverage again: from whichever page is open then. Without this module it is
// a plain form.
const WAITS = "jolserik-visits-wait";
const form = document.querySelector("form[data-visit-draft]");
if ("indexedDB" in window && form) start(form);
else if ("indexedDB" in window && localStorage.getItem(WAITS)) later();

// On any other page: send what waits, now and whenever there is coverage again.
async function later() {
  const store = await open();
  const sendAll = () => sendWaiting(store);
  addEventListener("online", sendAll);
  await sendAll();
}

async function start(form) {
  const key = form.dataset.visitDraft;
  const store = await open();
  const save = () => store.put("drafts", key, entries(form));
  const known = await store.get("drafts", key);
  if (known && !form.querySelector(".jol-errors")) fill(form, known);
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  place(form, save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = { url: form.action, fields: entries(form) };
    const number = form.elements.number.value;
    await store.put("queue", number, sent);
    localStorage.setItem(WAITS, "1");
    const answer = await send(store, number, sent);
    if (answer === "refused") {
      await store.remove("queue", number);
      form.submit(); // the server says beside each field what is wrong
      return;
    }
    await store.remove("drafts", key);
    await show(store);
    if (answer) {
      location.assign(event.submitter?.name === "promise" ? answer.promise : answer.sheet);
      return;
    }
    form.reset();
    form.elements.number.value = crypto.randomUUID();
    document.querySelector("[data-unsent]").scrollIntoView();
  });
  const sendAll = () => sendWaiting(store);
  addEventListener("online", sendAll);
  await sendAll();
}

async function sendWaiting(store) {
  for (const number of await store.keys("queue")) {
    await send(store, number, await store.get("queue", number));
  }
  await show(store);
}

// How many wait, where the page has a place for it; none: other pages need not look any more.
async function show(store) {
  const waiting = (await store.keys("queue")).length;
  if (!waiting) localStorage.removeItem(WAITS);
  const unsent = document.querySelector("[data-unsent]");
  if (!unsent) return;
  unsent.hidden = waiting === 0;
  unsent.textContent = `${unsent.dataset.words} ${waiting}`;
}

// Where what was kept stands, "refused", or null when nobody answered.
async function send(store, number, sent) {
  const body = new FormData();
  for (const [name, value] of sent.fields) body.append(name, value);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!token) return null;
  body.set("csrfmiddlewaretoken", token.value);
  try {
    const answer = await fetch(sent.url, { method: "POST", body, headers: { "X-Sent-Later": "1" } });
    if (answer.status === 422) return "refused";
    if (!answer.ok || answer.redirected) return null;
    const kept = await answer.json();
    await store.remove("queue", number);
    return kept;
  } catch {
    return null;
  }
}

function entries(form) {
  return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
}

function fill(form, known) {
  const files = new DataTransfer();
  for (const [name, value] of known) {
    if (value instanceof File) {
      if (value.size) files.items.add(value);
      continue;
    }
    const field = form.elements[name];
    if (field) field.value = value;
  }
  if (files.files.length) form.elements.photos.files = files.files;
}

function place(form, save) {
  const button = form.querySelector("[data-here]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(5);
      form.elements.longitude.value = coords.longitude.toFixed(5);
      button.textContent = `${form.elements.latitude.value}, ${form.elements.longitude.value}`;
      save();
    });
  });
}

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("jolserik-visits", 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "queue"]) asked.result.createObjectStore(name);
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => resolve(shelves(asked.result));
  });
}

function shelves(database) {
  const ask = (shelf, mode, act) =>
    new Promise((resolve, reject) => {
      const asked = act(database.transaction(shelf, mode).objectStore(shelf));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  return {
    get: (shelf, key) => ask(shelf, "readonly", (rows) => rows.get(key)),
    keys: (shelf) => ask(shelf, "readonly", (rows) => rows.getAllKeys()),
    put: (shelf, key, value) => ask(shelf, "readwrite", (rows) => rows.put(value, key)),
    remove: (shelf, key) => ask(shelf, "readwrite", (rows) => rows.delete(key)),
  };
}
