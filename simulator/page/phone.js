// One phone: header, conversation, composer, toasts. It draws a person; the simulator holds the truth.

import { Chat } from "/static/chat.js";
import { Composer } from "/static/composer.js";
import { act, h, icon, NBSP, roundButton, startPayload, timeOfDay } from "/static/tools.js";

const BUSY_MILLISECONDS = 10_000; // how long a pressed button waits for an answer
const TOAST_MILLISECONDS = 4000;
const ACTION_MILLISECONDS = 5000;
const ACTIONS = { typing: "écrit…", find_location: "cherche un lieu…" };

/** First and last name. */
export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
/** What names a phone: its label, or the person's name. */
export const phoneTitle = (person) => person.label || fullName(person);

export class Phone {
  #page; // {bot(), askLink(phone), announce(sentence), isActive(phone)}
  #busy = null; // {node, timer} of the inline button that waits for its answer
  #reading = false;
  #network = "up";
  #action = null; // when the last chat action that was shown began, by the simulator's clock
  #acting = 0; // until when it is shown, by the browser's clock

  constructor(person, page) {
    this.id = person.id;
    this.person = person;
    this.#page = page;
    const tell = (action, body) => this.#tell(action, body);
    const panels = { toggle: (panel, opener) => this.#toggle(panel, opener), close: () => this.#closePanels() };
    this.chat = new Chat((message, button, node) => this.#press(message, button, node));
    this.composer = new Composer(tell, panels);
    this.#build();
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#closePanels(); });
    for (const kind of ["pointerenter", "focusin"]) this.element.addEventListener(kind, () => this.readIfSeen());
    this.chat.list.addEventListener("scroll", () => this.readIfSeen());
  }

  #build() {
    this.name = h("b");
    this.owner = h("span", { class: "owner" });
    this.badge = h("span", { class: "badge", hidden: true });
    this.pin = h("button", { type: "button", class: "pin", hidden: true, onclick: () => this.chat.show(this.person.pinned?.id) });
    this.stage = h("div", { class: "stage" }, this.pin, this.#emptyCard(), this.chat.list, this.chat.chip);
    this.device = h("div", { class: "device" }, this.#statusLine(), this.#top(), this.stage, this.composer.element);
    const caption = h("h2", { class: "caption" }, this.name, this.owner, this.badge);
    this.element = h("section", { class: "phone", id: `phone-${this.id}`, "data-person": this.id }, caption, this.device);
  }

  #statusLine() {
    this.time = h("span");
    this.signal = h("span", {}, icon("signal"));
    return h("div", { class: "status", "aria-hidden": "true" }, this.time, this.signal);
  }

  #top() {
    this.initial = h("span", { class: "avatar", "aria-hidden": "true" });
    this.bot = h("b");
    this.subtitle = h("small");
    const more = roundButton("more", "Autres actions", { "aria-expanded": "false" });
    more.addEventListener("click", () => this.#toggle(this.actions, more));
    const who = h("span", { class: "who" }, this.bot, this.subtitle);
    return h("header", { class: "top" }, this.initial, who, more, this.#actionsPanel());
  }

  #emptyCard() {
    this.purpose = h("p");
    this.empty = h("div", { class: "empty" }, h("b", {}, `Que fait ce robot${NBSP}?`), this.purpose);
    return this.empty;
  }

  #actionsPanel() {
    const item = (label, run) => h("button", { type: "button", onclick: () => { this.#closePanels(); run(); } }, label);
    this.blocker = item("", () => this.#tell(this.person.blocked ? "unblock" : "block"));
    this.actions = h(
      "div", { class: "panel actions", hidden: true }, this.blocker,
      item("Envoyer un autocollant", () => this.#tell("sticker")),
      item("Partager mon contact", () => this.#tell("contact")),
      item("Ouvrir un lien", () => this.#page.askLink(this)),
      item("Ranger ce téléphone", () => this.#tell("show", { shown: false })),
    );
    return this.actions;
  }

  /** Redraws what changed of this person; network is "up" or "cut". */
  update(person, network) {
    const first = this.chat.list.childElementCount === 0; // what was there before the page is no news
    this.person = person;
    const fresh = this.chat.sync(person.messages);
    this.#names(network);
    this.#drawPin(person.pinned);
    this.#drawAction(person.action);
    this.composer.update(person, person.commands ?? []);
    this.empty.hidden = person.messages.length > 0;
    this.#settleBusy(fresh);
    this.#markUnread(fresh);
    this.chat.follow(fresh);
    if (!first) this.#announce(fresh);
    this.readIfSeen();
  }

  /** The clock of the status line, in programme time. */
  tick(moment) { this.time.textContent = timeOfDay(moment); }

  /** Shows the answer to a press: a passing pill, or a box to close. */
  toast(text, alert) {
    this.#freeBusy();
    if (!text) return;
    if (alert) return void this.#alert(text);
    this.stage.querySelector(".toast")?.remove();
    const pill = h("p", { class: "toast", role: "status" }, text);
    this.stage.append(pill);
    setTimeout(() => pill.remove(), TOAST_MILLISECONDS);
  }

  /** Opens an address: a deep link to this bot stays in this phone. False when it leads elsewhere. */
  openLink(address) {
    const payload = startPayload(address, this.#page.bot().username);
    if (payload === null) return false;
    this.#tell(payload ? "open" : "start", payload ? { payload } : {});
    return true;
  }

  /** Tells the simulator that the newest messages were seen, when this phone is the one looked at. */
  async readIfSeen() {
    if (!this.person.unread || this.#reading || !this.chat.atBottom || !this.#page.isActive(this)) return;
    this.#reading = true;
    await this.#tell("read");
    this.#reading = false;
  }

  #tell(action, body = {}) { return act(`people/${this.id}/${action}`, body); }

  #names(network) {
    this.#network = network;
    const { person } = this;
    const bot = this.#page.bot();
    const cut = network === "cut";
    this.name.textContent = phoneTitle(person);
    this.owner.textContent = person.label ? fullName(person) : "";
    this.element.setAttribute("aria-label", `Téléphone${NBSP}: ${phoneTitle(person)}`);
    this.badge.textContent = person.unread;
    this.badge.hidden = !person.unread;
    this.bot.textContent = bot.name;
    this.initial.textContent = (bot.name || "?").slice(0, 1).toUpperCase();
    this.purpose.textContent = bot.description || `Touchez «${NBSP}Démarrer${NBSP}» pour ouvrir la conversation.`;
    this.subtitle.textContent = cut ? "réseau coupé" : person.blocked ? "robot bloqué" : "robot";
    this.element.classList.toggle("cut", cut);
    this.signal.replaceChildren(icon(cut ? "cut" : "signal"));
    this.blocker.textContent = person.blocked ? "Débloquer" : "Bloquer le bot";
  }

  #drawPin(pinned) {
    this.pin.hidden = !pinned;
    if (!pinned) return;
    const count = pinned.count > 1 ? ` (${pinned.count})` : "";
    this.pin.replaceChildren(icon("pin"), h("b", {}, `Épinglé${count}`), h("span", {}, pinned.text || "Message"));
  }

  /** What the bot seems to be doing is shown for five seconds, as Telegram does. */
  #drawAction(action) {
    if (action && action.machine_at !== this.#action) {
      this.#action = action.machine_at;
      this.#acting = Date.now() + ACTION_MILLISECONDS;
      setTimeout(() => this.#names(this.#network), ACTION_MILLISECONDS);
    }
    if (action && Date.now() < this.#acting) this.subtitle.textContent = ACTIONS[action.name] ?? "prépare un envoi…";
  }

  async #press(message, button, node) {
    if (button.kind === "url") return void (this.openLink(button.url) || window.open(button.url, "_blank", "noopener"));
    if (this.#busy?.node === node) return;
    this.#freeBusy();
    this.chat.markUnread(0);
    node.setAttribute("aria-busy", "true");
    this.#busy = { node, timer: setTimeout(() => this.#freeBusy(), BUSY_MILLISECONDS) };
    const taken = await this.#tell("callback", { data: button.data, message_id: message.id });
    if (taken === null) this.#freeBusy();
  }

  #freeBusy() {
    this.#busy?.node.removeAttribute("aria-busy");
    clearTimeout(this.#busy?.timer);
    this.#busy = null;
  }

  #settleBusy(fresh) {
    if (!this.#busy) return;
    if (!this.#busy.node.isConnected || fresh.some((message) => message.from === "bot")) this.#freeBusy();
  }

  #markUnread(fresh) {
    if (fresh.at(-1)?.from === "person") this.chat.markUnread(0);
    else if (fresh.length && !this.#page.isActive(this)) this.chat.markUnread(this.person.unread);
  }

  #announce(fresh) {
    const received = fresh.filter((message) => message.from === "bot").at(-1);
    if (received) this.#page.announce(`${phoneTitle(this.person)}${NBSP}: ${received.text || received.media?.name || ""}`);
  }

  #toggle(panel, opener) {
    const opening = panel.hidden;
    this.#closePanels();
    panel.hidden = !opening;
    opener.setAttribute("aria-expanded", String(opening));
    if (opening) panel.querySelector("button")?.focus();
  }

  #closePanels() {
    const opener = this.element.querySelector('[aria-expanded="true"]');
    if (!opener) return;
    const inside = this.element.querySelector(".panel:not([hidden])")?.contains(document.activeElement);
    for (const panel of [this.actions, this.composer.commands]) panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    if (inside) opener.focus();
  }

  #clicked(event) {
    const link = event.target.closest("a[href]");
    if (link && !link.download && this.openLink(link.href)) event.preventDefault();
    const command = event.target.closest(".command");
    if (command) this.#tell("type", { text: command.textContent });
    if (!event.target.closest(".panel, [aria-expanded]")) this.#closePanels();
  }

  #alert(text) {
    const behind = [this.stage, this.composer.element];
    const close = () => {
      box.remove();
      for (const part of behind) part.inert = false;
    };
    const ok = h("button", { type: "button", class: "primary", onclick: close }, "OK");
    const box = h("div", { class: "alert", role: "alertdialog", "aria-label": text }, h("div", {}, h("p", {}, text), ok));
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    for (const part of behind) part.inert = true;
    this.device.append(box);
    ok.focus();
  }
}
