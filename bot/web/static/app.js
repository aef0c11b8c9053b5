// The chat page: what a person does, and what is shown of what happens.

import { Chat, newId } from "./api.js";
import { contactList, el, paragraphs } from "./dom.js";
import { inWords, noticeTurn, ownTurn, replyTurn } from "./messages.js";
import { history, wholeText } from "./past.js";
import { t, texts, use } from "./texts.js";

const WRITING_MS = 600;
const ANNOUNCE_WRITING_MS = 4000;
const ALERT_MS = 20_000;
const NEAR_END = 140;

const $ = (id) => document.getElementById(id);
const log = $("log");
const input = $("text");
const newer = $("new");
const turns = new Map();
let inFlight = 0;
let spoken = false;
let writing = [];
let showing = Promise.resolve();

const ui = { greeted, answered, refused, queued, waiting, pushed, expired, busy: () => inFlight > 0 };
const chat = new Chat(ui, texts().language);

// --- what happens ---------------------------------------------------------------

function greeted(replies) {
  settle();
  show(replies);
}

function answered(message, replies, language) {
  finish(message);
  show(replies, language);
}

function pushed(replies) {
  show(replies);
}

function refused(message, why, replies) {
  finish(message);
  trouble(`${why} ${message.text ? t("web.refused") : ""}`.trim(), false);
  if (message.text) {
    turns.get(message.message_id)?.remove();
    if (!input.value) input.value = message.text;
    grow();
  }
  const helping = replies.filter((reply) => reply.kind === "crisis");
  if (helping.length) show(helping);
}

function queued(message) {
  mark(message, t("web.waiting"));
  stopWriting();
}

function waiting(message, seconds, why) {
  const key = message.opens ? "offline_start" : why;
  const text = t(`web.${key}`, { seconds: Math.ceil(seconds) });
  keepingEnd(() => {
    queued(message);
    trouble(`${text} ${t("web.offline_help")}`, true);
  });
}

function expired() {
  append(noticeTurn(t("web.expired")));
}

function finish(message) {
  inFlight = Math.max(0, inFlight - 1);
  mark(message, "");
  if (!inFlight) stopWriting();
  settle();
}

/** The way is clear again: say so when something stood in it. */
function settle() {
  if ($("trouble").hidden) return;
  const lost = !$("try").hidden;
  $("trouble").hidden = true;
  $("trouble-text").textContent = "";
  if (lost) announce(t("web.online"));
}

function trouble(text, retries) {
  $("try").hidden = !retries;
  $("trouble").hidden = false;
  if ($("trouble-text").textContent === text) return;
  $("trouble-text").textContent = text;
  announce(text);
}

function mark(message, text) {
  const state = turns.get(message.message_id)?.querySelector(".state");
  if (state) state.textContent = text;
}

/** Show replies after those before them, in the language that they need. */
function show(replies, language) {
  showing = showing.then(async () => {
    if (language) await change(language);
    if (!replies.length) return;
    const crisis = replies.find((reply) => reply.kind === "crisis");
    const turn = replyTurn(replies, press);
    // The log is polite; urgent help is told at once, and only once.
    if (crisis) {
      turn.setAttribute("aria-live", "off");
      alertOnce(inWords(crisis));
    }
    append(turn);
  });
}

function alertOnce(text) {
  $("alert").textContent = text;
  setTimeout(() => { $("alert").textContent = ""; }, ALERT_MS);
}

function announce(text) {
  $("said").textContent = "";
  setTimeout(() => { $("said").textContent = text; }, 50);
}

// --- the view -------------------------------------------------------------------

function atEnd() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_END;
}

/** Add a turn at the end. Who reads further up is told, not moved. */
function append(turn, own = false) {
  const first = !log.childElementCount;
  const follow = own || first || atEnd();
  log.append(turn);
  newer.hidden = follow;
  if (!follow || first) return;
  if (turn.offsetHeight < innerHeight * 0.5) {
    toEnd();
    return;
  }
  const asked = turn.previousElementSibling;
  const short = asked?.matches(".you") && asked.offsetHeight < innerHeight * 0.3;
  (short ? asked : turn).scrollIntoView({ block: "start" });
}

function toEnd() {
  scrollTo(0, document.documentElement.scrollHeight);
}

/** Do something that may make the page longer; stay at its end. */
function keepingEnd(action) {
  const stay = atEnd();
  action();
  if (stay) toEnd();
}

function startWriting() {
  inFlight += 1;
  if (writing.length) return;
  spoken = false;
  writing = [
    setTimeout(() => keepingEnd(() => { $("typing").hidden = false; }), WRITING_MS),
    setTimeout(() => {
      if (!spoken) announce(t("web.writing"));
      spoken = true;
    }, ANNOUNCE_WRITING_MS),
  ];
}

function stopWriting() {
  writing.forEach(clearTimeout);
  writing = [];
  $("typing").hidden = true;
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight + 2, innerHeight * 0.3)}px`;
  const count = [...input.value].length;
  const over = count > texts().limit;
  const text = t("web.too_long", { count, limit: texts().limit });
  if (over && $("count").hidden) announce(text);
  $("count").hidden = !over;
  $("count").textContent = over ? text : "";
}

// --- what a person does -----------------------------------------------------------

function say(message, words) {
  const turn = ownTurn(words);
  turns.set(message.message_id, turn);
  append(turn, true);
  startWriting();
  chat.send(message);
}

function press({ title, token }) {
  say({ button: token, message_id: newId() }, title);
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  grow();
  if (event.submitter === $("send") && matchMedia("(pointer: fine)").matches) input.focus();
  say({ text, message_id: newId() }, text);
});

input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});
input.addEventListener("input", grow);
$("try").addEventListener("click", () => chat.retryNow());
newer.addEventListener("click", () => {
  newer.hidden = true;
  log.lastElementChild?.scrollIntoView({ block: "start" });
});
addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; }, { passive: true });

$("exit").addEventListener("click", (event) => {
  event.preventDefault();
  const { href } = event.currentTarget;
  chat.leave();
  document.title = t("web.exit_title");
  document.body.replaceChildren();
  location.replace(href);
});

$("sos").addEventListener("click", (event) => {
  event.preventDefault();
  $("help").showModal();
});

const menu = $("menu");
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu.open = false;
  menu.firstElementChild.focus();
});
addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });

$("save").addEventListener("click", () => {
  menu.open = false;
  const file = URL.createObjectURL(new Blob([wholeText(log)], { type: "text/plain;charset=utf-8" }));
  el("a", { href: file, download: t("web.save_name") }).click();
  setTimeout(() => URL.revokeObjectURL(file), 10_000);
  announce(t("web.saved"));
});

$("print").addEventListener("click", () => {
  menu.open = false;
  print();
});
addEventListener("beforeprint", () => log.querySelectorAll("details:not([open])").forEach((one) => {
  one.open = true;
  one.dataset.closed = "";
}));
addEventListener("afterprint", () => log.querySelectorAll("[data-closed]").forEach((one) => {
  one.open = false;
  delete one.dataset.closed;
}));

$("delete").addEventListener("click", () => {
  menu.open = false;
  $("confirm-text").textContent = t("delete.question");
  $("confirm-yes").textContent = t("delete.confirm");
  $("confirm-no").textContent = t("delete.cancel");
  $("confirm").returnValue = "";
  $("confirm").showModal();
});

$("confirm").addEventListener("close", async () => {
  input.focus();
  if ($("confirm").returnValue !== "yes") return;
  try {
    await chat.erase();
  } catch {
    append(noticeTurn(t("delete.failed")), true);
    return;
  }
  empty();
  const again = el("button", { type: "button" }, t("web.start_again"));
  again.addEventListener("click", () => {
    input.focus();
    empty();
    chat.open(texts().language);
  });
  append(noticeTurn(t("delete.done"), el("div", { className: "choices" }, again)), true);
});

function empty() {
  log.replaceChildren();
  turns.clear();
  inFlight = 0;
  stopWriting();
}

$("language").addEventListener("change", async () => {
  const wanted = $("language").value;
  if (!await change(wanted)) {
    trouble(t("web.offline_start"), false);
    return;
  }
  if (!turns.size) {
    chat.leave();
    empty();
    chat.open(wanted);
    return;
  }
  try {
    const asked = await chat.exchange({ text: "/language" });
    const choice = asked.replies.flatMap((reply) => reply.buttons).find(({ title }) => title === texts().names[wanted]);
    if (choice) show((await chat.exchange({ button: choice.token })).replies);
  } catch {
    // The page is in the new language; what is written next brings the rest.
  }
});

/** Show the page in a language; return whether that could be done. */
async function change(language) {
  const done = await use(language);
  $("language").value = texts().language;
  if (done) help();
  return done;
}

/** Put urgent help in this language in the place of what the server wrote. */
function help() {
  const { sos } = texts();
  if (sos) $("help-body").replaceChildren(contactList(sos.contacts), ...paragraphs(sos.text, sos.contacts));
}

// --- the start ----------------------------------------------------------------------

const past = await chat.resume();
if (past?.replies.length) {
  for (const turn of history(past, press)) {
    turn.setAttribute("aria-live", "off");
    log.append(turn);
  }
  toEnd();
} else {
  chat.open(texts().language);
}
