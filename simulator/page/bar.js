// The control bar: programme clock, marks, scenes, network, new phones.

import { fullName } from "/static/phone.js";
import { act, h, icon, momentInWords, NBSP, notify, shortMoment } from "/static/tools.js";

const byId = (id) => document.getElementById(id);
const quoted = (name) => `«${NBSP}${name}${NBSP}»`;

export class Bar {
  #state; // () => the whole state as the page knows it
  #reveal; // (id) => brings a phone into view as soon as it is drawn
  #ahead = 0; // milliseconds between this browser's clock and programme time
  #drawn = { marks: "", scenes: "" };

  /** state() gives what the page knows: clock, network, marks, scenes, people; reveal(id) brings a phone into view. */
  constructor(state, reveal) {
    this.#state = state;
    this.#reveal = reveal;
    byId("now").addEventListener("click", () => this.#clock({ reset: true }));
    for (const button of document.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.#clock({ advance: Number(button.dataset.advance) }));
    }
    byId("network").addEventListener("click", () => this.#flipNetwork());
    byId("toggle").addEventListener("click", () => this.#unfold(byId("toggle").getAttribute("aria-expanded") !== "true"));
    byId("bar").addEventListener("keydown", (event) => { if (event.key === "Escape") this.#unfold(false); });
    document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#bar, dialog")) this.#unfold(false); });
    this.#prepareAdding();
  }

  /** Redraws from the state. */
  update() {
    const { clock, network, marks, scenes } = this.#state();
    this.setClock(clock);
    const cut = network === "cut";
    byId("network").setAttribute("aria-checked", String(!cut));
    byId("network-word").textContent = cut ? "Réseau coupé" : "Réseau rétabli";
    this.#redraw("marks", marks, (mark) => this.#mark(mark));
    this.#redraw("scenes", scenes, (scene) => this.#scene(scene));
    byId("strip").hidden = !marks.length && !scenes.length;
  }

  /** Takes the clock as the simulator tells it: {now: ISO text, offset: seconds, moved}. */
  setClock({ now, offset, moved }) {
    this.#ahead = Date.parse(now) - Date.now();
    const shifted = moved ?? offset !== 0;
    byId("moved").hidden = byId("now").hidden = !shifted;
    this.tick();
  }

  /** Programme time, as a Date. */
  now() { return new Date(Date.now() + this.#ahead); }

  /** Writes the running clock and says which marks are behind. */
  tick() {
    const now = this.now();
    const words = momentInWords(now);
    const clock = byId("clock");
    if (clock.textContent !== words) clock.textContent = words;
    for (const item of byId("marks").children) item.classList.toggle("past", Date.parse(item.dataset.at) <= now.getTime());
  }

  #redraw(name, entries, draw) {
    const drawn = JSON.stringify(entries);
    if (this.#drawn[name] === drawn) return;
    this.#drawn[name] = drawn;
    byId(name).replaceChildren(...entries.map(draw));
    byId(name).hidden = entries.length === 0;
    this.tick();
  }

  #mark({ name, at }) {
    const words = shortMoment(new Date(at));
    const go = () => this.#leave(() => this.#clock({ mark: name }));
    const button = h("button", { type: "button", title: words, onclick: go }, h("b", {}, name), h("small", {}, words));
    return h("li", { "data-at": at }, button);
  }

  #scene({ name }) {
    const button = h("button", { type: "button", onclick: () => this.#leave(() => this.#play(name, button)) }, icon("play"), h("span", {}, name));
    return h("li", {}, button);
  }

  /** What follows happens on the phones: the bar, unfolded over them on a narrow screen, makes room. */
  #leave(act) {
    this.#unfold(false);
    return act();
  }

  async #play(name, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const answer = await act(`scenes/${encodeURIComponent(name)}/play`);
    button.removeAttribute("aria-busy");
    if (answer === null) return;
    const count = answer.played > 1 ? `${answer.played}${NBSP}actions jouées` : `${answer.played}${NBSP}action jouée`;
    notify(`${quoted(name)}${NBSP}: ${count}.`);
  }

  async #clock(body) {
    const answer = await act("clock", body);
    if (answer?.now) this.setClock(answer);
  }

  #flipNetwork() { return act("network", { state: this.#state().network === "cut" ? "up" : "cut" }); }

  #unfold(open) {
    byId("toggle").setAttribute("aria-expanded", String(open));
    byId("bar").classList.toggle("open", open);
  }

  #prepareAdding() {
    const dialog = byId("add-dialog");
    byId("add").addEventListener("click", () => this.#askPerson(dialog));
    byId("pick").addEventListener("click", () => {
      dialog.close();
      this.#add(`people/${byId("hidden-list").value}/show`, { shown: true });
    });
    onSubmit(dialog, ({ first_name, last_name }) => this.#add("people", { first_name, last_name, shown: true }));
  }

  async #add(path, body) {
    const person = await act(path, body);
    if (person) this.#reveal(person.id);
  }

  #askPerson(dialog) {
    const absent = this.#state().people.filter((person) => !person.shown);
    byId("hidden-people").hidden = absent.length === 0;
    byId("hidden-list").replaceChildren(...absent.map((person) => h("option", { value: person.id }, fullName(person))));
    this.#unfold(false);
    dialog.showModal();
  }
}

/** Calls run(values) when the dialog's form is sent, then closes and empties it; a false answer keeps it open. */
export function onSubmit(dialog, run) {
  const form = dialog.querySelector("form");
  const close = () => {
    form.reset();
    dialog.close();
  };
  form.querySelector('[value="cancel"]').addEventListener("click", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.entries(Object.fromEntries(new FormData(form)));
    if (run(Object.fromEntries(values.map(([name, value]) => [name, value.trim()]))) !== false) close();
  });
}
