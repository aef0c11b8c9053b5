// The log and what is told beside it: scrolling, announcements, trouble, writing.

import { t } from "./texts.js";

const WRITING_MS = 600;
const ANNOUNCE_WRITING_MS = 4000;
const ALERT_MS = 20_000;
const NEAR_END = 140;

export const $ = (id) => document.getElementById(id);
export const log = $("log");
const newer = $("new");
let writing = [];

export function atEnd() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_END;
}

/** Add a turn at the end. Who reads further up is told, not moved. */
export function append(turn, own = false) {
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

// at once: an answer may come meanwhile
export function toEnd() {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
}

/** Do something that may make the page longer; stay at its end. */
export function keepingEnd(action) {
  const stay = atEnd();
  action();
  if (stay) toEnd();
}

export function startWriting() {
  if (writing.length) return;
  writing = [
    setTimeout(() => keepingEnd(() => { $("typing").hidden = false; }), WRITING_MS),
    setTimeout(() => announce(t("web.writing")), ANNOUNCE_WRITING_MS),
  ];
}

export function stopWriting() {
  writing.forEach(clearTimeout);
  writing = [];
  $("typing").hidden = true;
}

/** The way is clear again: say so when something stood in it. */
export function settle() {
  if ($("trouble").hidden) return;
  const lost = !$("try").hidden;
  $("trouble").hidden = true;
  $("trouble-text").textContent = "";
  if (lost) announce(t("web.online"));
}

export function trouble(text, retries) {
  $("try").hidden = !retries;
  $("trouble").hidden = false;
  if ($("trouble-text").textContent === text) return;
  $("trouble-text").textContent = text;
  announce(text);
}

export function alertOnce(text) {
  $("alert").textContent = text;
  setTimeout(() => { $("alert").textContent = ""; }, ALERT_MS);
}

export function announce(text) {
  $("said").textContent = "";
  setTimeout(() => { $("said").textContent = text; }, 50);
}

newer.addEventListener("click", () => {
  newer.hidden = true;
  log.lastElementChild?.scrollIntoView({ block: "start" });
});
addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; }, { passive: true });
