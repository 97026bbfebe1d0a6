// One message, drawn: formatted words, files, places, contacts, marks, buttons. Nothing that comes stays invisible.

import { h, icon, NBSP, sizeInWords, timeOfDay } from "/static/tools.js";

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

const KINDS = {
  document: ["file", ""],
  voice: ["voice", "Message vocal"],
  audio: ["voice", "Enregistrement"],
  video: ["play", "Vidéo"],
  animation: ["play", "Animation"],
};

/** An address of this simulator; null for any other. */
const local = (url) => (url.startsWith("/") && !url.startsWith("//") ? url : null);

function photo({ url, name, width, height }, words, hidden) {
  const image = h("img", { src: local(url), alt: words || `Photo${NBSP}: ${name}`, width, height, loading: "lazy" });
  const kind = hidden ? "photo veiled" : "photo";
  return h("a", { class: kind, href: local(url), target: "_blank", rel: "noopener noreferrer" }, image);
}

function fileCard({ kind, name, size, url, duration, title }) {
  const [symbol, word] = KINDS[kind] ?? KINDS.document;
  const facts = [word, duration ? `${duration}${NBSP}s` : "", sizeInWords(size)].filter(Boolean).join(" · ");
  return card("file", symbol, title || name, facts, local(url) ? { href: url, download: name } : null);
}

function placeCard({ latitude, longitude }, venue) {
  const degrees = (value) => value.toLocaleString("fr-FR", { maximumFractionDigits: 4 }).replace("-", "−");
  const where = `${degrees(latitude)}${NBSP}; ${degrees(longitude)}`;
  return card("place", "place", venue?.title ?? "Position", venue?.address || where, null);
}

function contactCard({ first_name: first, last_name: last, phone_number: phone }) {
  return card("contact", "person", [first, last].filter(Boolean).join(" "), phone ?? "", null);
}

function content(message) {
  const { media } = message;
  const parts = [];
  if (media) parts.push(media.kind === "photo" ? photo(media, message.text, message.spoiler) : fileCard(media));
  if (message.location) parts.push(placeCard(message.location, message.venue));
  if (message.contact) parts.push(contactCard(message.contact));
  if (message.sticker) parts.push(card("sticker", "star", "Autocollant", "", null));
  const words = message.html ? [formatted(message.html)] : [];
  const all = message.caption_above ? [...words, ...parts] : [...parts, ...words];
  return all.length ? all : [h("i", { class: "text" }, "Message que cette page ne sait pas dessiner")];
}

function above(message) {
  const from = message.forwarded?.sender_user;
  const author = from && [from.first_name, from.last_name].filter(Boolean).join(" ");
  const quoted = message.reply_to?.text;
  return [
    from ? h("p", { class: "origin" }, `Transféré de ${author}`) : null,
    message.reply_to ? h("p", { class: "quoted" }, quoted || "Message") : null,
  ];
}

function meta(message) {
  const marks = [
    message.edited && "modifié", message.pinned && "épinglé", message.silent && "sans son", message.protected && "protégé",
  ].filter(Boolean).map((word) => h("span", { class: word === "modifié" ? "edited" : "mark" }, word));
  return h("span", { class: "meta" }, ...marks, h("time", { datetime: message.at }, timeOfDay(new Date(message.at))));
}

function reactions(emoji) {
  if (!emoji?.length) return null;
  const label = `Réactions${NBSP}: ${emoji.join(" ")}`;
  return h("p", { class: "reactions", role: "img", "aria-label": label }, ...emoji.map((one) => h("span", {}, one)));
}

const SERVICE = {
  pinned_message: ({ text, caption }) => `Message épinglé${NBSP}: ${text ?? caption ?? "sans texte"}`,
};

function bubble(message) {
  if (message.service) {
    const { kind, content: told } = message.service;
    return h("div", { class: "bubble" }, SERVICE[kind]?.(told) ?? kind);
  }
  return h("div", { class: "bubble" }, ...above(message), ...content(message), meta(message));
}

function keyboardRow(row, message, onPress) {
  const key = (button) => h(
    "button", { type: "button", class: `key ${button.kind}`, onclick: (event) => onPress(message, button, event.currentTarget) },
    h("span", {}, button.text), button.kind === "url" ? icon("open") : null,
  );
  return h("div", { class: "row" }, ...row.map(key));
}

/** The node of one message; onPress(message, button, node) is called for its inline buttons. */
export function messageNode(message, onPress) {
  const rows = (message.buttons ?? []).filter((row) => row.length);
  const keys = rows.length ? h("div", { class: "keys" }, ...rows.map((row) => keyboardRow(row, message, onPress))) : null;
  const shape = keys ? `msg ${message.from} keyed` : `msg ${message.from}`;
  return h("li", { class: shape, "data-id": message.id }, bubble(message), reactions(message.reactions), keys);
}
