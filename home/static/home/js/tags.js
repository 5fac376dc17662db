// Tags as a combobox with suggestions (WAI-ARIA: editable combobox with list autocomplete).
// Without it, the field takes names separated by commas; that is also what is sent.

import { whenQuiet } from "./send.js";

let made = 0;

class Tags {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.field = root.querySelector("input");
    this.said = root.querySelector("[data-said]");
    this.most = Number(root.dataset.most) || 5;
    this.chosen = this.split(this.field.value);
    this.options = [];
    this.active = -1;
    this.build();
    this.draw();
  }

  split(text) {
    const names = text.split(/[\s,]+/).map((name) => name.replace(/^#/, "").toLowerCase());
    return [...new Set(names.filter(Boolean))];
  }

  // The field is kept, hidden, as what is sent; a box for typing takes its place and its label.
  build() {
    const id = this.field.id;
    this.box = document.createElement("input");
    this.list = document.createElement("ul");
    this.tokens = document.createElement("div");
    Object.assign(this.box, { type: "text", id, autocomplete: "off", maxLength: 35 });
    Object.assign(this.list, { id: `suggestions-${++made}`, className: "suggestions", hidden: true });
    this.tokens.className = "tokens";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.root.querySelector("label").textContent.trim());
    const traits = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(traits)) this.box.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid", "placeholder"]) {
      if (this.field.hasAttribute(name)) this.box.setAttribute(name, this.field.getAttribute(name));
    }
    this.field.removeAttribute("id");
    this.field.type = "hidden";
    this.field.required = false;
    this.tokens.append(this.box, this.list);
    this.field.after(this.tokens);

    const suggest = whenQuiet(150, () => this.suggest());
    this.box.addEventListener("input", () => {
      if (/[,\s]/.test(this.box.value)) this.add(this.box.value);
      else suggest();
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => {
      this.add(this.box.value);
      this.close();
    });
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.add(option.dataset.name);
    });
    this.tokens.addEventListener("click", (event) => {
      const button = event.target.closest(".token button");
      if (button) this.remove(button.dataset.name);
      if (event.target === this.tokens) this.box.focus();
    });
  }

  draw() {
    for (const token of this.tokens.querySelectorAll(".token")) token.remove();
    for (const name of this.chosen) {
      const token = document.createElement("span");
      const button = document.createElement("button");
      token.className = "token";
      button.type = "button";
      button.dataset.name = name;
      button.textContent = "×";
      button.setAttribute("aria-label", `${this.words.remove} ${name}`);
      token.append(`#${name} `, button);
      this.box.before(token);
    }
    this.field.value = this.chosen.join(", ");
    this.box.disabled = false;
  }

  changed() {
    this.draw();
    this.close();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  add(text) {
    const names = this.split(text).filter((name) => !this.chosen.includes(name));
    this.box.value = "";
    if (!names.length) return this.close();
    if (this.chosen.length + names.length > this.most) this.say(this.words.full);
    this.chosen = [...this.chosen, ...names].slice(0, this.most);
    this.changed();
  }

  remove(name) {
    this.chosen = this.chosen.filter((one) => one !== name);
    this.changed();
    this.box.focus();
  }

  async suggest() {
    const typed = this.box.value.trim();
    this.asking?.abort();
    if (!typed) return this.close();
    this.asking = new AbortController();
    try {
      const url = `${this.words.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      const found = answer.ok ? await answer.json() : [];
      if (this.box.value.trim() === typed) this.open(found.filter((tag) => !this.chosen.includes(tag.name)));
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  open(found) {
    this.options = found.map((tag, index) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.dataset.name = tag.name;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.textContent = `#${tag.name}`;
      option.append(name);
      const about = [tag.description, tag.questions].filter(Boolean).join(" · ");
      if (about) {
        const small = document.createElement("small");
        small.textContent = about;
        option.append(small);
      }
      return option;
    });
    this.active = -1;
    this.list.replaceChildren(...this.options);
    this.list.hidden = !found.length;
    this.box.setAttribute("aria-expanded", String(found.length > 0));
    this.box.removeAttribute("aria-activedescendant");
    if (!found.length) this.say(this.words.none);
  }

  close() {
    this.options = [];
    this.active = -1;
    this.list.replaceChildren();
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) {
      event.preventDefault();
      const from = this.active < 0 && step < 0 ? 0 : this.active;
      this.active = (from + step + this.options.length) % this.options.length;
      this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
      this.box.setAttribute("aria-activedescendant", this.options[this.active].id);
      this.options[this.active].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && (this.active >= 0 || this.box.value.trim())) {
      event.preventDefault();
      this.add(this.active >= 0 ? this.options[this.active].dataset.name : this.box.value);
    } else if (event.key === "Escape" && this.options.length) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && !this.box.value && this.chosen.length) {
      this.remove(this.chosen.at(-1));
    }
  }

  say(sentence) {
    this.said.textContent = sentence || "";
  }
}

export function enhance(within) {
  for (const root of within.querySelectorAll("[data-tags]:not([data-ready])")) {
    root.dataset.ready = "yes";
    new Tags(root);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
