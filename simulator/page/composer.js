// The foot of a phone: text, file, commands, proposed keyboard, or the one big button that opens the conversation.

import { h, icon, NBSP, notify, roundButton } from "/static/tools.js";

const LARGEST_FILE = 20 * 1024 * 1024; // bytes; what a bot may download

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export class Composer {
  #tell;
  #panels;
  #person = null;
  #keysWanted = true;
  #keysDrawn = "";
  #commandsDrawn = "";

  /** tell(action, body) acts for the person; panels opens and closes what floats over the phone. */
  constructor(tell, panels) {
    this.#tell = tell;
    this.#panels = panels;
    this.commands = h("div", { class: "panel commands", hidden: true });
    this.keyboard = h("div", { class: "keyboard", role: "group", "aria-label": "Clavier proposé", hidden: true });
    this.gate = h("button", { type: "button", class: "gate", hidden: true, onclick: () => this.#openGate() });
    this.#buildForm();
    this.element = h("footer", {}, this.commands, this.form, this.gate, this.keyboard);
  }

  #buildForm() {
    this.input = h("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => this.#typing(event));
    this.menu = h("button", { type: "button", class: "menu", "aria-label": "Menu", "aria-expanded": "false" });
    this.menu.append(icon("menu"), h("span", {}, "Menu"));
    this.menu.addEventListener("click", () => this.#panels.toggle(this.commands, this.menu));
    this.keysToggle = roundButton("keys", "Afficher ou masquer le clavier", { class: "round keys-toggle", onclick: () => this.#flipKeys() });
    this.picker = h("input", { type: "file", hidden: true, onchange: () => this.#sendFile() });
    const clip = roundButton("clip", "Envoyer un fichier", { onclick: () => this.picker.click() });
    const send = roundButton("send", "Envoyer", { type: "submit", class: "round send" });
    this.form = h("form", { class: "composer" }, this.menu, this.input, this.picker, this.keysToggle, clip, send);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#sendText(); });
  }

  /** Redraws for this person; commands are the bot's own, [{command, description}]. */
  update(person, commands) {
    this.#person = person;
    this.gate.hidden = person.started && !person.blocked && !person.deactivated;
    this.gate.textContent = person.deactivated ? "Compte fermé" : person.blocked ? "Débloquer" : "Démarrer";
    this.gate.disabled = Boolean(person.deactivated);
    this.form.hidden = !this.gate.hidden;
    this.#drawCommands(commands);
    this.#drawKeyboard();
  }

  #drawCommands(commands) {
    this.menu.hidden = commands.length === 0;
    const drawn = JSON.stringify(commands);
    if (drawn === this.#commandsDrawn) return;
    this.#commandsDrawn = drawn;
    const pick = (command) => {
      this.#panels.close();
      this.#tell("type", { text: `/${command}` });
    };
    this.commands.replaceChildren(...commands.map(({ command, description }) => h(
      "button", { type: "button", onclick: () => pick(command) }, h("span", {}, description), h("small", {}, `/${command}`),
    )));
  }

  #drawKeyboard() {
    const rows = this.#person.reply_keyboard?.rows ?? [];
    const drawn = JSON.stringify(rows);
    const key = (button) => h("button", { type: "button", onclick: () => this.#answer(button) }, button.text);
    if (drawn !== this.#keysDrawn) {
      this.keyboard.replaceChildren(...rows.map((row) => h("div", { class: "row" }, ...row.map(key))));
      this.#keysWanted = true;
    }
    this.#keysDrawn = drawn;
    this.keysToggle.hidden = rows.length === 0;
    this.keyboard.hidden = this.form.hidden || !rows.length || !this.#keysWanted;
  }

  #flipKeys() {
    this.#keysWanted = !this.#keysWanted;
    this.#drawKeyboard();
  }

  #answer(button) {
    return button.request_contact ? this.#tell("contact") : this.#tell("type", { text: button.text });
  }

  #openGate() { return this.#tell(this.#person.blocked ? "unblock" : "start"); }

  #typing(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#sendText();
  }

  async #sendText() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.input.value = "";
    const taken = await this.#tell("type", { text });
    if (taken === null && !this.input.value) this.input.value = text;
  }

  async #sendFile() {
    const [file] = this.picker.files;
    if (!file) return;
    if (file.size > LARGEST_FILE) return void notify(`Fichier trop lourd${NBSP}: 20${NBSP}Mo au plus.`);
    const content = await base64(file).catch(() => null);
    this.picker.value = "";
    if (content === null) return void notify("Ce fichier n’a pas pu être lu.");
    await this.#tell("file", { name: file.name, content_base64: content, mime: file.type || "application/octet-stream" });
  }
}
