// Writing: tools for Markdown, a preview by the site's own renderer, pictures by paste or drop.
// Without it the editor is its textarea.

import { post } from "./send.js";

const LINE_TOOLS = {
  quote: () => "> ",
  list: () => "- ",
  numbers: (index) => `${index + 1}. `,
};
const AROUND = { bold: "**", italic: "*", code: "`" };

class Editor {
  constructor(root) {
    this.root = root;
    this.text = root.querySelector("textarea");
    this.words = root.querySelector("[data-words]").dataset;
    this.preview = root.querySelector("[data-panel=preview]");
    root.querySelector(".editor-top").hidden = false;
    this.tabs();
    this.tools();
    this.pictures();
    this.text.addEventListener("keydown", (event) => this.shortcut(event));
  }

  // Write and preview

  tabs() {
    const tabs = [...this.root.querySelectorAll("[role=tab]")];
    for (const tab of tabs) {
      tab.addEventListener("click", () => this.show(tab.dataset.tab));
      tab.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        const other = tabs.find((one) => one !== tab);
        other.focus();
        this.show(other.dataset.tab);
      });
    }
  }

  async show(name) {
    for (const tab of this.root.querySelectorAll("[role=tab]")) {
      const chosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.root.querySelector("[data-panel=write]").hidden = name !== "write";
    this.root.querySelector(".editor-tools").hidden = name !== "write";
    this.preview.hidden = name !== "preview";
    if (name === "preview") await this.render();
  }

  async render() {
    if (!this.text.value.trim()) {
      this.preview.textContent = this.words.nothing;
      return;
    }
    this.preview.setAttribute("aria-busy", "true");
    try {
      const answer = await post(this.root.dataset.preview, new URLSearchParams({ body: this.text.value }));
      if (!answer.ok) throw new Error(answer.statusText);
      this.preview.innerHTML = await answer.text(); // cleaned by the server, like every post
    } catch {
      this.preview.textContent = this.words.failed;
    }
    this.preview.removeAttribute("aria-busy");
  }

  // Tools

  tools() {
    const buttons = [...this.root.querySelectorAll("[data-tool]")];
    for (const button of buttons) {
      button.addEventListener("click", () => this.use(button.dataset.tool));
      button.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = buttons[(buttons.indexOf(button) + step + buttons.length) % buttons.length];
        for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
        next.focus();
      });
    }
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = { b: "bold", i: "italic", k: "link" }[event.key];
    if (tool) {
      event.preventDefault();
      this.use(tool);
    }
    if (event.key === "Enter") this.text.form?.requestSubmit();
  }

  use(tool) {
    if (tool === "picture") return this.choose();
    const { selectionStart: start, selectionEnd: end, value } = this.text;
    const chosen = value.slice(start, end);
    if (tool === "link") {
      const words = chosen || this.words.linkText;
      this.replace(start, end, `[${words}](https://)`, start + words.length + 3, 8);
    } else if (tool === "code" && chosen.includes("\n")) {
      this.replace(start, end, `\`\`\`\n${chosen}\n\`\`\``, start + 4, chosen.length);
    } else if (tool in AROUND) {
      const mark = AROUND[tool];
      this.replace(start, end, mark + chosen + mark, start + mark.length, chosen.length);
    } else {
      const first = value.lastIndexOf("\n", start - 1) + 1;
      const lines = value.slice(first, end).split("\n");
      const made = lines.map((line, index) => LINE_TOOLS[tool](index) + line).join("\n");
      this.replace(first, end, made, first + made.length, 0);
    }
  }

  // Typed as if by hand, so that undo takes it back.
  replace(start, end, made, from, length) {
    this.text.focus();
    this.text.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, made)) {
      this.text.setRangeText(made, start, end, "end");
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.text.setSelectionRange(from, from + length);
  }

  // Pictures: chosen, pasted or dropped; sent with the words that stand for them

  pictures() {
    this.form = this.root.querySelector("[data-alternative]");
    this.alternative = this.form.querySelector("input");
    this.refused = this.form.querySelector("[data-refused]");
    this.root.querySelector("[data-pictures]").hidden = false;
    this.form.querySelector("[data-put]").addEventListener("click", () => this.send());
    this.form.querySelector("[data-drop]").addEventListener("click", () => this.close());
    this.alternative.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.send();
      } else if (event.key === "Escape") this.close();
    });
    this.text.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    this.root.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      this.root.classList.add("dropping");
    });
    this.root.addEventListener("dragleave", () => this.root.classList.remove("dropping"));
    this.root.addEventListener("drop", (event) => {
      this.root.classList.remove("dropping");
      this.take(event, event.dataTransfer);
    });
  }

  choose() {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/*";
    input.addEventListener("change", () => this.ask(input.files[0]));
    input.click();
  }

  take(event, transfer) {
    const picture = [...transfer.files].find((file) => file.type.startsWith("image/"));
    if (!picture) return;
    event.preventDefault();
    this.ask(picture);
  }

  ask(picture) {
    if (!picture) return;
    this.picture = picture;
    this.form.querySelector("[data-file-name]").textContent = picture.name;
    this.refused.hidden = true;
    this.alternative.disabled = false;
    this.form.hidden = false;
    this.alternative.focus();
  }

  close() {
    this.picture = null;
    this.alternative.value = "";
    this.alternative.disabled = true;
    this.form.hidden = true;
    this.text.focus();
  }

  async send() {
    const put = this.form.querySelector("[data-put]");
    const body = new FormData();
    body.append("image", this.picture);
    body.append("alternative_text", this.alternative.value);
    put.setAttribute("aria-busy", "true");
    try {
      const answer = await post(this.root.dataset.uploads, body, { headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) return this.refuse(said.detail || this.words.notUploaded);
      const at = this.text.selectionEnd;
      this.close();
      this.replace(at, at, `\n${said.markdown}\n`, at + said.markdown.length + 2, 0);
    } catch {
      this.refuse(this.words.notUploaded);
    } finally {
      put.removeAttribute("aria-busy");
    }
  }

  refuse(sentence) {
    this.refused.textContent = sentence;
    this.refused.hidden = false;
  }
}

export function enhance(within) {
  for (const root of within.querySelectorAll("[data-editor]:not([data-ready])")) {
    root.dataset.ready = "yes";
    new Editor(root);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
