// While a question is asked, says when to expect an answer, for the tags as they are now:
// <div data-when="/ask/when/" role="status"> beside the form with its field for tags.

import { whenQuiet } from "./send.js";

const shown = document.querySelector("[data-when]");
const root = document.querySelector("[data-tags]");
let asking;
let last = "";

async function look() {
  const tags = root.querySelector("input[name=tags]").value.trim();
  if (tags === last) return;
  last = tags;
  asking?.abort();
  asking = new AbortController();
  try {
    const url = `${shown.dataset.when}?${new URLSearchParams({ tags })}`;
    const answer = await fetch(url, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (answer.ok) shown.innerHTML = await answer.text(); // our own page's part
  } catch {
    // The next tag asks again.
  }
}

if (shown && root) {
  const soon = whenQuiet(150, look);
  root.addEventListener("change", soon);
  soon();
}
