// The conversation inside a phone: keyed messages, day separators, unread line, scrolling.

import { dayInWords, h, icon, sizeInWords, timeOfDay } from "/static/tools.js";

const SERVED_MESSAGES = 50; // the simulator sends the last 50; older ones stay on the page until KEPT_MESSAGES
const KEPT_MESSAGES = 400;
const NEAR_BOTTOM = 40; // pixels
const TAGS = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "STRIKE", "DEL", "CODE", "PRE", "BLOCKQUOTE", "BR"]);
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

function safeLink(source) {
  const address = source.getAttribute("href") ?? "";
  if (!URL.canParse(address) || !SCHEMES.has(new URL(address).protocol)) return h("span");
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
}

function safeElement(source) {
  if (source.tagName === "A") return safeLink(source);
  if (TAGS.has(source.tagName)) return h(source.tagName.toLowerCase());
  if (source.classList.contains("bot_command")) return h("button", { type: "button", class: "command" });
  return source.classList.contains("spoiler") ? h("span", { class: "spoiler", tabindex: "0" }) : h("span");
}

/** Copies only known formatting: the server escapes already, this is the second lock. */
function copyFormatted(from, to) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.append(child.data);
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    const element = safeElement(child);
    copyFormatted(child, element);
    to.append(element);
  }
  return to;
}

function formatted(html) {
  const inert = new DOMParser().parseFromString(html, "text/html");
  return copyFormatted(inert.body, h("span", { class: "text", dir: "auto" }));
}

function card(kind, symbol, title, detail, link) {
  const words = h("span", { class: "words" }, h("b", {}, title), h("small", {}, detail));
  return h(link ? "a" : "div", { class: `card ${kind}`, ...link }, h("span", { class: "disc" }, icon(symbol)), words);
}

function fileCard({ name, size, url }) {
  const local = url.startsWith("/") && !url.startsWith("//");
  return card("file", "file", name, sizeInWords(size), local ? { href: url, download: name } : null);
}

function contactCard({ first_name: first, last_name: last, phone_number: phone }) {
  return card("contact", "person", [first, last].filter(Boolean).join(" "), phone ?? "", null);
}

function bubble(message) {
  const node = h("div", { class: "bubble" });
  if (message.document) node.append(fileCard(message.document));
  if (message.contact) node.append(contactCard(message.contact));
  if (message.sticker) node.append(card("sticker", "star", "Autocollant", "", null));
  if (message.html) node.append(formatted(message.html));
  if (message.from === "service") return node;
  const moment = new Date(message.at);
  const edited = message.edited ? h("span", { class: "edited" }, "modifié") : null;
  node.append(h("span", { class: "meta" }, edited, h("time", { datetime: message.at }, timeOfDay(moment))));
  return node;
}

function keyboardRow(row, message, onPress) {
  const key = (button) => h(
    "button", { type: "button", class: `key ${button.kind}`, onclick: (event) => onPress(message, button, event.currentTarget) },
    h("span", {}, button.text), button.kind === "url" ? icon("open") : null,
  );
  return h("div", { class: "row" }, ...row.map(key));
}

function messageNode(message, onPress) {
  const rows = (message.buttons ?? []).filter((row) => row.length);
  const keys = rows.length ? h("div", { class: "keys" }, ...rows.map((row) => keyboardRow(row, message, onPress))) : null;
  const shape = keys ? `msg ${message.from} keyed` : `msg ${message.from}`;
  return h("li", { class: shape, "data-id": message.id }, bubble(message), keys);
}

export class Chat {
  #shown = new Map(); // message id -> {node, signature, day}, in the order of the ids
  #stuck = true;
  #missed = 0;
  #measure = ""; // heights at the last look, to tell a person's scrolling from a change of layout
  #onPress;
  #unreadLine = h("li", { class: "unread" }, h("span", {}, "Messages non lus"));

  /** onPress(message, button, node) is called for every inline button pressed. */
  constructor(onPress) {
    this.#onPress = onPress;
    this.list = h("ol", { class: "chat", tabindex: "0", onscroll: () => this.#scrolled() });
    this.chip = h("button", { type: "button", class: "chip", hidden: true, onclick: () => this.toBottom() });
    new ResizeObserver(() => { if (this.#stuck) this.toBottom(); }).observe(this.list);
  }

  /** Brings the list to these messages; only what changed is rebuilt. Returns the new ones, for `follow`. */
  sync(messages) {
    const living = messages.filter((message) => !message.deleted);
    const gone = this.#forget(messages, living);
    const fresh = living.filter((message) => this.#put(message));
    this.#trim();
    if (fresh.length || gone) this.#separateDays();
    return fresh;
  }

  /** Draws the line above the last `count` messages of the bot; none when count is 0. */
  markUnread(count) {
    this.#unreadLine.remove();
    if (count < 1) return;
    const received = [...this.#shown.values()].filter((entry) => entry.node.classList.contains("bot"));
    received.at(-count)?.node.before(this.#unreadLine);
  }

  /** Goes down to the new messages, or offers to when the person is reading further up. */
  follow(fresh) {
    if (this.#stuck || fresh.some((message) => message.from === "person")) return void this.toBottom();
    this.#missed += fresh.length;
    this.chip.hidden = this.#missed === 0;
    this.chip.replaceChildren(icon("down"), this.#missed > 1 ? `${this.#missed} nouveaux messages` : "1 nouveau message");
  }

  /** Shows the newest message. */
  toBottom() {
    this.#stuck = true;
    this.#missed = 0;
    this.chip.hidden = true;
    this.list.scrollTop = this.list.scrollHeight;
    this.#measure = this.#heights;
  }

  /** Whether the newest message is in view. */
  get atBottom() { return this.#stuck; }

  get #heights() { return `${this.list.scrollHeight}/${this.list.clientHeight}`; }

  #forget(messages, living) {
    const ids = new Set(living.map((message) => message.id));
    const oldest = messages.length < SERVED_MESSAGES ? -Infinity : messages[0].id;
    const gone = [...this.#shown.keys()].filter((id) => id >= oldest && !ids.has(id));
    for (const id of gone) this.#drop(id);
    return gone.length;
  }

  #drop(id) {
    this.#shown.get(id).node.remove();
    this.#shown.delete(id);
  }

  /** Adds or redraws one message; true when it was not there before. */
  #put(message) {
    const signature = JSON.stringify(message);
    const old = this.#shown.get(message.id);
    if (old?.signature === signature) return false;
    const node = messageNode(message, this.#onPress);
    this.#shown.set(message.id, { node, signature, day: dayInWords(new Date(message.at)) });
    if (!old) return this.#append(node);
    const focused = old.node.contains(document.activeElement);
    node.classList.add("changed");
    old.node.replaceWith(node);
    if (focused) (node.querySelector(".key") ?? this.list).focus({ preventScroll: true });
    return false;
  }

  #append(node) {
    if (this.list.clientHeight) node.classList.add("arrives");
    this.list.append(node);
    return true;
  }

  #separateDays() {
    for (const line of this.list.querySelectorAll(".day")) line.remove();
    let day = null;
    for (const entry of this.#shown.values()) {
      if (entry.day !== day) entry.node.before(h("li", { class: "day" }, h("span", {}, entry.day)));
      day = entry.day;
    }
  }

  #trim() {
    const excess = [...this.#shown.keys()].slice(0, Math.max(0, this.#shown.size - KEPT_MESSAGES));
    for (const id of excess) this.#drop(id);
  }

  #scrolled() {
    if (!this.list.clientHeight) return; // a hidden tab: nothing moved by hand
    if (this.#stuck && this.#measure !== this.#heights) return void this.toBottom(); // the layout moved, not the person
    this.#measure = this.#heights;
    this.#stuck = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_BOTTOM;
    if (this.#stuck && this.#missed) this.toBottom();
  }
}
