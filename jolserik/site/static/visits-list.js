// Shows which forms are on the device, and what waits, was sent or was refused.
import * as device from "./visits-device.js";

const waiting = document.querySelector("[data-visits-waiting]");
const words = waiting?.dataset;

async function show() {
  const kept = await device.taken();
  for (const mark of document.querySelectorAll("[data-taken]")) mark.hidden = !kept.has(mark.dataset.taken);
  const visits = localStorage.getItem("jolserik-visits") ? await device.all("queue") : [];
  visits.sort((one, other) => other.at - one.at);
  waiting.hidden = visits.length === 0;
  waiting.querySelector("ul").replaceChildren(...visits.map(line));
  waiting.querySelector("[data-send]").hidden = !visits.some(({ state }) => state === "waiting");
  waiting.querySelector("[data-sign-in]").hidden = !visits.some(({ state }) => state === "signed_out");
}

// A network that answers is coverage; that the device has one is not.
async function feel() {
  const { state } = navigator.onLine ? await device.freshToken() : { state: "waiting" };
  document.querySelector("[data-no-coverage]").hidden = state !== "waiting";
}

function line(visit) {
  const item = element("li", `jol-unsent jol-unsent--${visit.state}`);
  const title = element("a", "jol-unsent__title", visit.title);
  title.href = visit.state === "sent" ? visit.next : visit.url;
  const when = new Date(visit.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  item.append(
    title,
    element("span", "jol-unsent__state", words[`state_${visit.state}`]),
    element("span", "jol-unsent__when", visit.photos ? `${when} · ${words.photos} ${visit.photos}` : when),
  );
  if (visit.said) item.append(element("p", "jol-unsent__said", visit.said));
  if (!["waiting", "signed_out", "sent"].includes(visit.state)) {
    item.append(action(words.mend, () => mend(visit)), action(words.drop, () => drop(visit)));
  }
  return item;
}

async function mend(visit) {
  await device.put("drafts", visit.slug, visit.fields);
  await device.remove("queue", visit.number);
  location.assign(visit.url);
}

async function drop(visit) {
  if (!confirm(words.sure)) return;
  await device.remove("queue", visit.number);
  await show();
}

function action(text, act) {
  const button = element("button", "jol-button jol-button--link", text);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function element(name, classes, text = "") {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

if (waiting) {
  addEventListener("visits-changed", show);
  for (const event of ["visits-changed", "online", "offline"]) addEventListener(event, feel);
  waiting.querySelector("[data-send]").addEventListener("click", device.sendAll);
  await device.ready;
  await Promise.all([show(), feel()]);
}
