// A form that loses nothing: the draft stays on the device, photos too, and what cannot be sent now
// waits for coverage. Without this module it is a plain form.
import * as device from "./visits-device.js";

const form = document.querySelector("form[data-visit]");
if (form && device.person && "indexedDB" in window) start();

async function start() {
  const slug = form.dataset.visit;
  const told = form.querySelector("[data-wrong]");
  const wrong = form.querySelector(".jol-errors:not([data-wrong])");
  const draft = await device.get("drafts", slug);
  if (draft && !wrong) fill(draft);
  else if (!wrong) afresh();
  if (device.canTake && navigator.onLine) device.take([location.pathname]).catch(() => {});
  const save = () => device.put("drafts", slug, entries());
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  place(save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return; // a second press
    form.dataset.busy = "1";
    const number = form.elements.number.value;
    const photos = [...form.elements.photos.files].filter(({ size }) => size).length;
    const visit = { number, slug, photos, title: form.dataset.title, url: location.pathname, fields: [...entries(), ...pressed(event.submitter)], at: Date.now(), state: "waiting" };
    await device.put("queue", number, visit);
    await device.remove("drafts", slug);
    await device.sendAll();
    const { state, said, fields, next } = await device.get("queue", number);
    delete form.dataset.busy;
    if (state === "sent") {
      location.assign(next);
      return;
    }
    if (state === "wrong") {
      await device.remove("queue", number);
      await device.put("drafts", slug, fields);
      told.textContent = said;
      told.hidden = false;
      told.focus();
      return;
    }
    told.hidden = true;
    form.reset();
    afresh();
    document.querySelector("[data-visits-waiting]").scrollIntoView();
  });
}

// The button that was pressed says what comes next.
function pressed(button) {
  return button?.name ? [[button.name, button.value]] : [];
}

// Every visit has a number and a time of its own, also on a page that was kept for days.
function afresh() {
  form.elements.number.value = newNumber();
  const now = new Date().toLocaleString("sv-SE", { timeZone: form.dataset.zone });
  form.elements.happened_at.value = now.replace(" ", "T").slice(0, 16);
}

// A random UUID; `crypto.randomUUID` is not there for pages that came without https.
function newNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function entries() {
  const empty = (value) => value instanceof File && !value.size;
  return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !empty(value));
}

function fill(draft) {
  const files = new DataTransfer();
  for (const [name, value] of draft) {
    if (value instanceof File) {
      if (value.size) files.items.add(value);
      continue;
    }
    const field = form.elements[name];
    if (field) field.value = value;
  }
  if (files.files.length) form.elements.photos.files = files.files;
}

function place(save) {
  const button = form.querySelector("[data-here]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const said = (text) => (button.textContent = text);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(5);
        form.elements.longitude.value = coords.longitude.toFixed(5);
        said(`${form.elements.latitude.value}, ${form.elements.longitude.value}`);
        save();
      },
      () => said(button.dataset.failed),
      { enableHighAccuracy: true, timeout: 30_000 },
    );
  });
}
