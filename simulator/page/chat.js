// The conversation inside a phone: keyed messages, day separators, unread line, scrolling.

import { messageNode } from "/static/bubbles.js";
import { dayInWords, h, icon } from "/static/tools.js";

const SERVED_MESSAGES = 50; // the simulator sends the last 50; older ones stay on the page until KEPT_MESSAGES
const KEPT_MESSAGES = 400;
const NEAR_BOTTOM = 40; // pixels

export class Chat {
  #shown = new Map(); // message id -> {node, signature, day}, in the order of the ids
  #stuck = true;
  #missed = 0;
  #lastAlbum; // of the message drawn before: those of one album stand together
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

  /** Brings a message into view, if it is there. */
  show(id) { this.#shown.get(id)?.node.scrollIntoView({ block: "center" }); }

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
    if (!old) return this.#append(node, message.album);
    node.classList.toggle("joined", old.node.classList.contains("joined"));
    const focused = old.node.contains(document.activeElement);
    node.classList.add("changed");
    old.node.replaceWith(node);
    if (focused) (node.querySelector(".key") ?? this.list).focus({ preventScroll: true });
    return false;
  }

  #append(node, album) {
    node.classList.toggle("joined", Boolean(album) && album === this.#lastAlbum);
    this.#lastAlbum = album;
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
