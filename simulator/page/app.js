// The page: listens to the simulator, keeps one phone per shown person, and chooses among them on a narrow screen.

import { Bar, onSubmit } from "/static/bar.js";
import { Phone, phoneTitle } from "/static/phone.js";
import { h, NBSP } from "/static/tools.js";

const RETRY_MILLISECONDS = 2000;
const BARE_CODE = /^[A-Za-z0-9_-]{1,64}$/;
const narrow = window.matchMedia("(max-width: 719px)");
const byId = (id) => document.getElementById(id);

const people = new Map();
const phones = new Map();
const tabs = new Map();
const known = {
  bot: { username: "", name: "" }, network: "up", marks: [], scenes: [],
  clock: { now: new Date().toISOString(), offset: 0 },
};
let chosen = null; // the person whose phone fills a narrow screen
let wanted = null; // a phone just asked for, to bring into view when it comes
let asking = null; // the phone for which the link dialog is open

const bar = new Bar(() => ({ ...known, people: [...people.values()] }), (id) => { wanted = id; arrange(); });
const page = {
  bot: () => known.bot,
  announce: (sentence) => { byId("announcer").textContent = sentence; },
  askLink(phone) {
    asking = phone;
    byId("link-dialog").querySelector(".problem").hidden = true;
    byId("link-dialog").showModal();
  },
  isActive(phone) {
    if (document.hidden) return false;
    return narrow.matches ? phone.id === chosen : phone.element.matches(":hover, :focus-within");
  },
};

function receive(state) {
  const whole = "marks" in state;
  const before = known.network;
  for (const name of Object.keys(known)) known[name] = state[name] ?? known[name];
  if (whole) forgetAbsent(new Set(state.people.map((person) => person.id)));
  for (const person of state.people ?? []) people.set(person.id, person);
  const touched = whole || known.network !== before ? people.values() : state.people ?? [];
  bar.update(); // first: a new phone shows the time of the bar
  for (const person of touched) draw(person);
  arrange();
}

function forgetAbsent(present) {
  for (const id of [...people.keys()]) if (!present.has(id)) forget(id);
}

function forget(id) {
  people.delete(id);
  putAway(id);
}

function putAway(id) {
  phones.get(id)?.element.remove();
  tabs.get(id)?.remove();
  phones.delete(id);
  tabs.delete(id);
}

function draw(person) {
  if (!person.shown) return void putAway(person.id);
  const phone = phones.get(person.id) ?? addPhone(person);
  phone.update(person, known.network);
  drawTab(person);
}

function addPhone(person) {
  const phone = new Phone(person, page);
  const tab = h("button", { type: "button", role: "tab", id: `tab-${person.id}`, "aria-controls": `phone-${person.id}` });
  tab.addEventListener("click", () => choose(person.id));
  phones.set(person.id, phone);
  tabs.set(person.id, tab);
  byId("phones").append(phone.element);
  byId("tabs").append(tab);
  phone.tick(bar.now());
  return phone;
}

function drawTab(person) {
  const count = person.unread
    ? h("span", { class: "badge" }, String(person.unread), h("span", { class: "sr-only" }, `${NBSP}non lus`)) : null;
  tabs.get(person.id).replaceChildren(h("span", {}, phoneTitle(person)), ...(count ? [count] : []));
}

function choose(id) {
  chosen = id;
  arrange();
  tabs.get(id).scrollIntoView({ block: "nearest", inline: "nearest" });
  phones.get(id).readIfSeen();
}

function bringWanted() {
  if (!phones.has(wanted)) return;
  const id = wanted;
  wanted = null;
  choose(id);
  phones.get(id).element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function arrange() {
  if (!phones.has(chosen)) chosen = phones.keys().next().value ?? null;
  for (const [id, phone] of phones) {
    const current = id === chosen;
    phone.element.classList.toggle("current", current);
    tabs.get(id).setAttribute("aria-selected", String(current));
    tabs.get(id).tabIndex = current ? 0 : -1;
  }
  byId("vacant").hidden = phones.size > 0;
  bringWanted();
}

function walkTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const ids = [...tabs.keys()];
  choose(ids.at((ids.indexOf(chosen) + step) % ids.length));
  tabs.get(chosen).focus();
}

function showToast({ person, text, alert }) {
  phones.get(person)?.toast(text, alert);
}

function openTyped({ link }) {
  const address = BARE_CODE.test(link) ? `https://t.me/${known.bot.username}?start=${link}` : link;
  const taken = asking.openLink(/^(www\.)?(t|telegram)\.me\//.test(address) ? `https://${address}` : address);
  byId("link-dialog").querySelector(".problem").hidden = taken;
  return taken;
}

function listen() {
  const events = new EventSource("/sim/events");
  events.addEventListener("open", () => { byId("offline").hidden = true; });
  events.addEventListener("state", (event) => receive(JSON.parse(event.data)));
  events.addEventListener("toast", (event) => showToast(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    byId("offline").hidden = false;
    if (events.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(listen, RETRY_MILLISECONDS);
  });
}

function tick() {
  bar.tick();
  for (const phone of phones.values()) phone.tick(bar.now());
}

byId("tabs").addEventListener("keydown", walkTabs);
onSubmit(byId("link-dialog"), openTyped);
setInterval(tick, 1000);
listen();
