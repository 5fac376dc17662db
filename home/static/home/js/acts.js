// What a member does with one press shows at once, and nothing they read or write moves away.
// The buttons of the page's form "acts" work without this; here they are sent by htmx, which puts the
// thread as it is now in the place of the old one.

const ACTS = 'main .thread button[form="acts"][formaction]:not([hx-post])';

function unsent(thread) {
  return [...thread.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(ACTS);
  const thread = button?.closest(".thread");
  if (!thread || !window.htmx || unsent(thread)) return;
  event.preventDefault();
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  button.setAttribute("hx-select-oob", "#toasts:innerHTML");
  window.htmx.ajax("POST", button.getAttribute("formaction"), {
    source: button,
    target: thread,
    select: ".thread",
    swap: "outerHTML show:none",
    values: button.name ? { [button.name]: button.value } : {},
  });
});

// Where the act leads to another page, go there. One that was refused says why at its own address.
const THREAD = /class="thread[ "]/;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!requestConfig.elt.matches(ACTS) || (xhr.status >= 400 && xhr.status !== 422)) return;
  if (THREAD.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  window.location.assign(xhr.responseURL);
});

// The button that was pressed is a new one now, or the word that it was: it keeps the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const pressed = event.detail.requestConfig?.elt;
  if (!pressed?.matches?.('button[form="acts"]') || pressed.isConnected) return;
  const path = CSS.escape(pressed.getAttribute("formaction"));
  const instead = `main :is(button[formaction="${path}"], [data-pressed="${path}"])`;
  document.querySelector(instead)?.focus({ preventScroll: true });
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.elt.removeAttribute?.("aria-busy");
});
