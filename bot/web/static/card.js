// One service as a card. What is not known is said where it matters, never guessed.

import { anchor, contactList, details, el, paragraphs } from "./dom.js";
import { mapLink, webLink } from "./links.js";
import { t, texts } from "./texts.js";

const SHORT = 260;
const FIRST_CONTACTS = 3;
const YES_OR_NO = [
  "walk_in", "booking", "remote", "anonymous", "referral_needed", "guardian_needed", "interpreter",
];
const AT_ONCE = ["walk_in", "anonymous"];

/** Return a card; `heading` is the level of its heading; `whole` shows all at once. */
export function serviceCard(card, heading, language, whole) {
  const spoken = card.text_language && card.text_language !== language ? { lang: card.text_language } : {};
  const article = el("article", { className: card.is_one_stop ? "card one-stop" : "card" },
    el(`h${heading}`, spoken, card.name),
    el("p", { className: "provider", ...spoken }, card.provider),
    ...long(card.summary, spoken),
    tags(card),
    opening(card.opening),
    ...part("how_to_apply", card.how_to_apply, spoken),
    ...contacts(card),
    why(card.why),
    Object.assign(more(card, spoken), { open: whole }),
    source(card),
  );
  article.dataset.id = card.id;
  return article;
}

function long(text, spoken) {
  if (text.length <= SHORT) return paragraphs(text).map((p) => Object.assign(p, spoken));
  const end = text.slice(0, SHORT).search(/[.?][^.?]*$/);
  const cut = end > SHORT / 3 ? end + 1 : text.lastIndexOf(" ", SHORT) + 1 || SHORT;
  const rest = paragraphs(text.slice(cut)).map((p) => Object.assign(p, spoken));
  return [el("p", spoken, text.slice(0, cut).trim()), details(t("card.whole_text"), ...rest)];
}

function part(key, text, spoken) {
  if (!text) return [];
  return [el("p", { className: "part" }, t(`card.${key}`)), ...long(text, spoken)];
}

function tags(card) {
  const shown = [
    card.charge === "free" ? t("labels.charge.free") : "",
    ...AT_ONCE.filter((key) => card[key]).map((key) => t(`card.when_true.${key}`)),
  ].filter(Boolean);
  return shown.length ? el("ul", { className: "tags" }, ...shown.map((text) => el("li", {}, text))) : null;
}

function opening({ open_now: now, text } = {}) {
  const state = now === null || now === undefined ? "" : t(`labels.opening.${now ? "open_now" : "closed_now"}`);
  const hours = text && text !== state ? text : "";
  const name = el("span", { className: "name" }, `${t("card.opening")}: `);
  const value = !state ? [hours || t("labels.unknown.value")] : [el("b", {}, state), hours && `, ${hours}`];
  return el("p", { className: now ? "opening open" : "opening" }, name, ...value);
}

function contacts(card) {
  const all = card.contacts ?? [];
  if (!all.length) return [el("p", {}, t("card.no_contacts"))];
  const rest = all.slice(FIRST_CONTACTS);
  const shown = [contactList(all.slice(0, FIRST_CONTACTS), card.location)];
  if (rest.length) shown.push(details(t("card.all_contacts"), contactList(rest, card.location)));
  return shown;
}

function why(reasons) {
  if (!reasons?.length) return null;
  return el("p", { className: "why" },
    el("span", { className: "name" }, `${t("card.why")}: `), reasons.join(" · "));
}

function more(card, spoken) {
  const list = el("dl");
  const fact = (name, value) => value && list.append(el("div", {}, el("dt", {}, name), el("dd", {}, value)));
  fact(t("card.age"), ages(card));
  if (card.charge !== "free") fact(t("card.charge"), t(`labels.charge.${card.charge}`));
  fact(t("card.languages"), languageNames(card.languages) || t("labels.unknown.value"));
  fact(t("card.level"), card.support_levels.map((level) => t(`labels.support_levels.${level}`)).join(", "));
  fact(t("card.nature"), t(`labels.natures.${card.nature}`));
  if (card.walk_in === null && card.booking === null) fact(t("card.booking"), t("labels.unknown.value"));
  const sentences = YES_OR_NO.filter((key) => !(card[key] && AT_ONCE.includes(key)))
    .map((key) => (typeof card[key] === "boolean" ? t(`card.when_${card[key]}.${key}`) : ""))
    .filter(Boolean).map((text) => el("li", {}, text));
  const address = card.contacts.some((one) => one.kind === "address");
  const map = card.location && !address
    ? el("p", {}, anchor(mapLink("", card.location), t("card.map_about", { name: card.name }))) : null;
  return details(t("card.more"),
    ...part("first_visit", card.first_visit, spoken),
    ...(card.note ? [el("p", { className: "note", ...spoken }, card.note)] : []),
    list,
    sentences.length ? el("ul", { className: "facts" }, ...sentences) : null,
    map,
    ...(card.professional_contact
      ? [el("p", { className: "part" }, t("card.professionals")), contactList([card.professional_contact])] : []));
}

function ages({ age_min: low, age_max: high }) {
  if (low !== null && high !== null) return t("labels.ages.between", { low, high });
  if (low !== null) return t("labels.ages.from", { low });
  return high === null ? t("labels.unknown.value") : t("labels.ages.to", { high });
}

function languageNames(codes) {
  const names = new Intl.DisplayNames([texts().language], { type: "language", fallback: "none" });
  return codes.map((code) => {
    try { return names.of(code) ?? code; } catch { return code; }
  }).join(", ");
}

function date(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return t("labels.opening.day", { day, month, year });
}

function source(card) {
  const address = webLink(card.source?.url ?? "");
  const name = t("card.source", { name: card.source?.name || t("labels.unknown.value") });
  const on = (key, day) => day && t(`card.${key}`, { date: date(day) });
  const dates = [
    on("verified", card.verified_on) || t("card.not_verified"),
    on("confirmed", card.confirmed_on),
    on("valid_until", card.valid_until),
  ].filter(Boolean).map((text) => ` ${text}.`).join("");
  return el("p", { className: "source" }, address ? anchor(address, name) : name, ".", dates);
}
