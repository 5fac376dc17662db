// While a title is typed, shows what was asked before: <input data-similar="/ask/similar" …>
// and <div data-similar-shown role="status"></div> for what comes back.

import { whenQuiet } from "./send.js";

const LEAST = 8; // letters that say something

const title = document.querySelector("input[data-similar]");
const shown = document.querySelector("[data-similar-shown]");
let asking;
let last = "";

async function look() {
  const typed = title.value.trim();
  if (typed === last) return;
  last = typed;
  asking?.abort();
  if (typed.length < LEAST) {
    shown.replaceChildren();
    return;
  }
  asking = new AbortController();
  try {
    const url = `${title.dataset.similar}?${new URLSearchParams({ q: typed })}`;
    const answer = await fetch(url, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (answer.ok) shown.innerHTML = await answer.text(); // our own page's part
  } catch {
    // The next letter asks again.
  }
}

if (title && shown) {
  title.addEventListener("input", whenQuiet(350, look));
  look();
}
