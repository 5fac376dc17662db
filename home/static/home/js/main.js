// What every page does a little better with script: sending, times that stay true, menus that close.

import { csrfToken } from "./send.js";

document.documentElement.classList.add("js");

// htmx sends the token that the page's forms carry.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});

// A form that comes back with its errors is shown; any other refusal is said, and the page stays.
const toasts = document.getElementById("toasts");
const words = document.getElementById("words").dataset;

function say(sentence) {
  const notice = document.createElement("div");
  notice.className = "notice error";
  notice.textContent = sentence;
  toasts?.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  event.detail.shouldSwap = xhr.status === 422;
  if (event.detail.shouldSwap) return;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  say(page.querySelector("main p")?.textContent.trim() || words.broken);
});
document.addEventListener("htmx:sendError", () => say(words.offline));

// Relative times, in the words that the server uses.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });

function refreshTimes() {
  const now = Date.now() / 1000;
  for (const time of document.querySelectorAll("time[title][datetime*='T']")) {
    const passed = now - Date.parse(time.dateTime) / 1000;
    if (passed < MINUTE || passed >= 7 * DAY) continue;
    if (passed < HOUR) time.textContent = relative.format(-Math.floor(passed / MINUTE), "minute");
    else if (passed < DAY) time.textContent = relative.format(-Math.floor(passed / HOUR), "hour");
    else time.textContent = relative.format(-Math.floor(passed / DAY), "day");
  }
}
refreshTimes();
setInterval(refreshTimes, 30_000);
document.addEventListener("htmx:afterSettle", refreshTimes);

// What scrolls sideways can be scrolled by keyboard.
function reachWhatScrolls() {
  const blocks = [...document.querySelectorAll(".words :is(pre, table)")];
  const wide = new Set(blocks.filter((block) => block.scrollWidth > block.clientWidth));
  for (const block of blocks) {
    if (wide.has(block)) block.tabIndex = 0;
    else block.removeAttribute("tabindex");
  }
}
reachWhatScrolls();
window.addEventListener("resize", reachWhatScrolls);
document.addEventListener("htmx:afterSettle", reachWhatScrolls);

// Menus close on Escape and on a click or focus elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[open]:is(.menu, .dialogue)");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A filter acts when it is changed.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

// What was said in passing goes when it is dismissed.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) button.closest(".notice").remove();
});

// A form is sent once, however often its button is pressed. Coming back to the page frees it, and so
// does waiting, for the sending may have been stopped.
const PATIENCE = 8000;

function free(form) {
  delete form.dataset.sent;
  for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.id === "acts" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(free, PATIENCE, form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
