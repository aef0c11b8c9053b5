// The conversation so far: after a reload, and as a text to keep.

import { ownTurn, replyTurn } from "./messages.js";

/**
 * Return the turns of a conversation that goes on. `replies` are the server's;
 * `held` is its export, which knows what the person said.
 */
export function history({ replies, held }, press) {
  const titles = new Map((held.buttons ?? []).map(({ payload, title }) => [meaning(payload), title]));
  const said = (Array.isArray(held.events) ? held.events : [])
    .filter(({ event, text }) => event === "user" && typeof text === "string")
    .map(({ text, timestamp }) => ({ at: timestamp * 1000, text: text.startsWith("/") ? titles.get(meaning(text)) : text }))
    .filter(({ text }) => text);
  const all = [...said, ...replies.map((reply) => ({ at: reply.id, reply }))].sort((a, b) => a.at - b.at);
  const turns = [];
  let group = [];
  const close = () => {
    if (group.length) turns.push(replyTurn(group, press));
    group = [];
  };
  for (const { text, reply } of all) {
    if (reply && (!group.length || group[0].from === reply.from)) {
      group.push(reply);
      continue;
    }
    close();
    if (reply) group.push(reply);
    else turns.push(ownTurn(text));
  }
  close();
  return turns;
}

/** Return a payload without what the way to Rasa changes in it: spaces, the language. */
function meaning(payload) {
  const [, intent, json] = /^([^{]*)(\{.*\})?$/s.exec(payload) ?? [];
  try {
    const { language, ...entities } = JSON.parse(json ?? "{}");
    return intent + JSON.stringify(Object.entries(entities).sort());
  } catch {
    return payload;
  }
}

/** Return all that is shown, closed parts too, as plain text without the buttons. */
export function wholeText(log) {
  const closed = [...log.querySelectorAll("details:not([open])")];
  closed.forEach((one) => { one.open = true; });
  log.classList.add("whole");
  const text = log.innerText;
  log.classList.remove("whole");
  closed.forEach((one) => { one.open = false; });
  return `${text.trim()}\n`;
}
