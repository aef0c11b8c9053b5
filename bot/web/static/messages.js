// One turn of the conversation as an element.

import { serviceCard } from "./card.js";
import { contactList, el, paragraphs } from "./dom.js";
import { t, texts } from "./texts.js";

/** Return what the person said. */
export function ownTurn(text) {
  const bubble = el("div", { className: "message own" }, ...paragraphs(text));
  return el("div", { className: "turn you" }, sender("you"), bubble, el("p", { className: "state" }));
}

/** Return one or more replies as one turn; `press(button)` is called for a choice. */
export function replyTurn(replies, press) {
  const from = replies[0].from === "counsellor" ? "counsellor" : "bot";
  const turn = el("div", { className: `turn ${from}` }, sender(from));
  for (const reply of replies) turn.append(...blocks(reply, press));
  return turn;
}

/** Return the page's own words, such as that the conversation is deleted. */
export function noticeTurn(text, ...children) {
  const block = el("div", { className: "message notice", lang: texts().language }, ...paragraphs(text), ...children);
  return el("div", { className: "turn" }, block);
}

/** Return a reply in words, for an announcement. */
export function inWords(reply) {
  const contacts = (reply.contacts ?? []).map((one) => `${one.label} ${one.value}`.trim());
  return [reply.text, ...contacts].join(". ");
}

function sender(key) {
  return el("h2", { className: "sender", lang: texts().language }, t(`web.${key}`));
}

function blocks(reply, press) {
  const block = el("div", { className: `message ${reply.kind}`, lang: reply.language });
  if (reply.kind === "crisis") block.append(el("h3", {}, t("web.sos")));
  block.append(...paragraphs(reply.text, reply.contacts ?? []));
  if (reply.contacts?.length) block.append(contactList(reply.contacts));
  const found = reply.services?.length ? cards(reply, press) : null;
  const below = reply.buttons?.length ? choices(reply, press) : null;
  if (!found && below) block.append(below);
  return [block.childNodes.length ? block : null, found, found && below].filter(Boolean);
}

function choices(reply, press) {
  const list = el("div", { className: "choices", lang: reply.language });
  for (const choice of reply.buttons) list.append(button(choice, press, choice.title));
  return list;
}

function button(choice, press, ...shown) {
  const made = el("button", { type: "button" }, ...shown);
  made.addEventListener("click", () => {
    made.classList.add("chosen");
    press(choice);
  });
  return made;
}

function cards(reply, press) {
  const themes = reply.query?.themes ?? [];
  const list = el("div", { className: "cards", lang: reply.language });
  let group = null;
  for (const card of reply.services) {
    const theme = card.is_one_stop ? null : themes.find((code) => card.themes.includes(code));
    if (themes.length > 1 && theme && theme !== group) {
      group = theme;
      list.append(el("h3", { className: "group" }, t(`labels.themes.${theme}`)));
    }
    const made = serviceCard(card, group ? 4 : 3, reply.language, reply.services.length === 1);
    const wrong = reply.card_buttons?.find(({ service }) => service === card.id);
    if (wrong) made.append(button(wrong, press, t("card.wrong"), el("span", { className: "hidden-text" }, card.name)));
    list.append(made);
  }
  return list;
}
