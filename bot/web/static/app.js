// The chat page: what a person does, and what is shown of what happens.

import { Chat, newId } from "./api.js";
import { contactList, paragraphs } from "./dom.js";
import { install } from "./menu.js";
import { inWords, noticeTurn, ownTurn, replyTurn } from "./messages.js";
import { history } from "./past.js";
import { t, texts, use } from "./texts.js";
import {
  $, alertOnce, announce, append, keepingEnd, log, settle, startWriting, stopWriting, toEnd, trouble,
} from "./view.js";

const input = $("text");
const turns = new Map();
let inFlight = 0;
let showing = Promise.resolve();

const ui = { greeted, answered, refused, queued, waiting, pushed, expired, busy: () => inFlight > 0 };
const chat = new Chat(ui, texts().language);

// what happens

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
    input.value = [message.text, input.value].filter(Boolean).join("\n");
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

// what a person does

function say(message, words) {
  const turn = ownTurn(words);
  turns.set(message.message_id, turn);
  append(turn, true);
  inFlight += 1;
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
$("sos").addEventListener("click", (event) => {
  event.preventDefault();
  $("help").showModal();
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

// the start

install(chat, empty);
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
