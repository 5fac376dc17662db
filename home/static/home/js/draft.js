// Keeps what is being typed on the server, so that nothing is lost to a closed window, an expired
// session or a bad line. A form says where: <form data-draft="/drafts/ask/">.

import { csrfToken, post, whenQuiet } from "./send.js";

const QUIET = 2500; // a pause in typing
const NOT_KEPT = ["csrfmiddlewaretoken", "password"];

class Draft {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-draft-said]");
    this.before = this.contents().toString();
    this.soon = whenQuiet(QUIET, () => this.save());
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon());
    form.addEventListener("submit", () => (this.sent = true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save({ keepalive: true });
    });
    window.addEventListener("pagehide", () => this.save({ keepalive: true }));
    window.addEventListener("pageshow", () => (this.sent = false));
  }

  contents() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !NOT_KEPT.includes(name)) fields.append(name, value);
    }
    return fields;
  }

  async save(options = {}) {
    const now = this.contents();
    if (this.sent || now.toString() === this.before) return;
    const before = this.before;
    this.before = now.toString();
    now.append("csrfmiddlewaretoken", csrfToken());
    try {
      const answer = await post(this.form.dataset.draft, now, options);
      if (!answer.ok) throw new Error(answer.statusText);
      this.say("saved");
    } catch {
      this.before = before;
      this.say("failed");
      if (!options.keepalive) this.soon();
    }
  }

  // The words, translated, stand on the element: data-saved="Draft saved %(time)s".
  say(what) {
    if (!this.said) return;
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
    this.said.textContent = this.said.dataset[what].replace("%(time)s", clock.format(new Date()));
    this.said.classList.toggle("failed", what === "failed");
  }
}

export function enhance(within) {
  for (const form of within.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
    form.dataset.draftReady = "yes";
    new Draft(form);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
