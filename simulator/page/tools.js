// Shared by the whole page: building nodes, French wording, calls to the simulator.

/** The no-break space that French wants before ; : ! ? and inside « ». */
export const NBSP = "\u00a0";
const ZONE = "Africa/Dakar"; // the programme's zone (UTC all year)
const SVG = "http://www.w3.org/2000/svg";

/** A new element. Properties named on… are listeners, the others attributes; strings become text, never HTML. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** One of the symbols of index.html, as a decorative image. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A round button that shows only a symbol; the label is its name and its tooltip. */
export function roundButton(symbol, label, properties = {}) {
  return h("button", { type: "button", class: "round", "aria-label": label, title: label, ...properties }, icon(symbol));
}

/** Calls POST /sim/<path>; throws an Error with the simulator's own sentence when it refuses. */
async function post(path, body) {
  const response = await fetch(`/sim/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** Calls POST /sim/<path>; a refusal is shown at the bottom of the page and gives null. */
export async function act(path, body = {}) {
  try {
    return await post(path, body);
  } catch (error) {
    const cause = error instanceof TypeError ? "le simulateur ne répond pas" : error.message;
    notify(`Action refusée${NBSP}: ${cause}`);
    return null;
  }
}

let noticeTimer = 0;

/** Shows one sentence at the bottom of the page for six seconds. */
export function notify(sentence) {
  const notice = document.getElementById("notice");
  notice.textContent = sentence;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { notice.hidden = true; }, 6000);
}

const formats = {
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  day: { weekday: "long", day: "numeric", month: "long" },
  short: { weekday: "short", day: "numeric", month: "short" },
  time: { hour: "2-digit", minute: "2-digit" },
};
for (const name of Object.keys(formats)) {
  formats[name] = new Intl.DateTimeFormat("fr-FR", { ...formats[name], timeZone: ZONE });
}

function written(kind, moment) {
  const parts = formats[kind].formatToParts(moment);
  return parts.map((part) => (part.type === "day" && part.value === "1" ? "1er" : part.value)).join("");
}

/** “20 h 30”, “9 h”. */
export function hourInWords(moment) {
  const [hours, minutes] = formats.time.format(moment).split(":");
  return `${Number(hours)}${NBSP}h${minutes === "00" ? "" : NBSP + minutes}`;
}

/** “lundi 23 novembre 2026, 20 h 30”. */
export const momentInWords = (moment) => `${written("long", moment)}, ${hourInWords(moment)}`;
/** “lundi 23 novembre”. */
export const dayInWords = (moment) => written("day", moment);
/** “lun. 23 nov., 20 h 30”. */
export const shortMoment = (moment) => `${written("short", moment)}, ${hourInWords(moment)}`;
/** “20:30”, as chats write it. */
export const timeOfDay = (moment) => formats.time.format(moment);

/** “812 octets”, “9,5 Ko”, “2,1 Mo”. */
export function sizeInWords(bytes) {
  const number = (value) => value.toLocaleString("fr-FR", { maximumFractionDigits: 1 });
  if (bytes < 1024) return `${bytes}${NBSP}octets`;
  if (bytes < 1024 * 1024) return `${number(bytes / 1024)}${NBSP}Ko`;
  return `${number(bytes / 1024 / 1024)}${NBSP}Mo`;
}

/** The start payload of a deep link to this bot ("" when it has none); null for any other address. */
export function startPayload(address, username) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) return null;
  const web = /^https?:$/.test(url.protocol) && /^(www\.)?(t|telegram)\.me$/.test(url.hostname);
  const app = url.protocol === "tg:" && url.href.startsWith("tg://resolve");
  const name = web ? url.pathname.slice(1).replace(/\/$/, "") : app ? url.searchParams.get("domain") : null;
  if (!name || name.toLowerCase() !== username.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}
