// What others write under an open question arrives without moving what is read: a button says how
// much is new, and pressing it puts the thread as it is now in the place of the old one.

const FIRST = 1000; // milliseconds; whoever only passes by opens no line
const DROWSY = 30_000; // milliseconds until a hidden page lets go of its line
const LONGEST = 300; // seconds between two attempts

const news = document.querySelector("[data-live-question]");
const { liveQuestion: question, liveReader: reader, much, show } = news.dataset;
const button = news.querySelector("button");
const phrases = { answer: JSON.parse(news.dataset.answers), comment: JSON.parse(news.dataset.comments) };
const list = new Intl.ListFormat(document.documentElement.lang || "en", { type: "unit" });

const arrived = new Set(); // ids of posts that the page does not show yet
let missedMuch = false;
let after = shownUpTo();
let line = null;
let attempts = 0;
let waiting;
let falling;

function shownUpTo() {
  return Number(document.querySelector(".thread").dataset.liveAfter) || null;
}

// What is new, and showing it

function say() {
  for (const id of arrived) if (document.getElementById(id)) arrived.delete(id);
  const words = [];
  for (const [kind, counted] of Object.entries(phrases)) {
    const number = [...arrived].filter((id) => id.startsWith(kind)).length;
    if (number) words.push(counted[number - 1]);
  }
  const tooMany = missedMuch || words.includes(undefined);
  button.hidden = !tooMany && !words.length;
  const said = tooMany ? much : show.replace("%s", list.format(words));
  if (!button.hidden && button.textContent !== said) button.textContent = said;
}

async function put() {
  const awaited = [...arrived];
  const before = document.querySelector(".thread");
  await window.htmx.ajax("GET", location.pathname + location.search, {
    source: button,
    target: before,
    select: ".thread",
    swap: "outerHTML show:none",
  });
  if (before.isConnected) return; // main.js said why.
  if (missedMuch) after = shownUpTo();
  missedMuch = false;
  for (const id of awaited) {
    document.getElementById(id)?.classList.add("fresh");
    arrived.delete(id); // also what was taken back meanwhile
  }
  const first = document.querySelector(".post.fresh") ?? document.querySelector(".fresh, #answers");
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "start" });
  say();
}

button.addEventListener("click", async () => {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    await put();
  } catch {
    // htmx told main.js, which told the reader.
  } finally {
    button.removeAttribute("aria-busy");
  }
});

// An act of one's own brings the thread up to date too.
document.addEventListener("htmx:afterSettle", say);

// The line

const HEARD = {
  watching({ place }) {
    attempts = 0;
    after ??= place;
  },
  place({ place }) {
    after = place;
  },
  event({ event }) {
    const { type, actor_id: actor, answer_id: answer, comment_id: comment } = event;
    if (String(actor) === reader || !/^(AnswerPosted|CommentPosted|PostRestored)$/.test(type)) return;
    if (comment) arrived.add(`comment-${comment}`);
    else if (answer) arrived.add(`answer-${answer}`);
    say();
  },
  reload() {
    missedMuch = true;
    say();
  },
  refused() {
    hangUp();
  },
};

function call() {
  clearTimeout(waiting);
  if (line || document.hidden) return;
  const ours = new WebSocket(`${location.origin.replace(/^http/, "ws")}/live/`);
  line = ours;
  ours.onopen = () => ours.send(JSON.stringify({ type: "watch", topic: `question:${question}`, after }));
  ours.onmessage = ({ data }) => {
    const said = JSON.parse(data);
    HEARD[said.type]?.(said);
  };
  ours.onclose = () => {
    if (line !== ours) return;
    line = null;
    attempts += 1;
    const pause = Math.min(LONGEST, 2 ** attempts) * (0.5 + Math.random()); // not all at once
    waiting = setTimeout(call, pause * 1000);
  };
}

function hangUp() {
  const ours = line;
  line = null;
  ours?.close();
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(falling);
  clearTimeout(waiting);
  if (document.hidden) falling = setTimeout(hangUp, DROWSY);
  else waiting = setTimeout(call, FIRST);
});
waiting = setTimeout(call, FIRST);
