// Makes elements. Text from the server becomes text, never markup.

import { contactLink, webLink } from "./links.js";
import { t } from "./texts.js";

const ICONS = {
  phone: "M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  email: "M3 6h18v12H3zM3 7l9 6 9-6",
  web: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  address: "M12 21s-7-6-7-11a7 7 0 0 1 14 0c0 5-7 11-7 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  booking: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
};
/** Kinds that the value shows by itself, so that a label may stand alone. */
const PLAIN = ["phone", "email", "web", "chat", "address"];
const LIKE = { sms: "chat", whatsapp: "chat", form: "web", social: "web" };

/** Make an element; properties are set, children are nodes or strings. */
export function el(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** Return paragraphs of a text; https addresses and known contacts in it are links. */
export function paragraphs(text, contacts = []) {
  return text.split(/\n{2,}/).filter((part) => part.trim()).map((part) => {
    const p = el("p");
    part.trim().split("\n").forEach((line, index) => {
      if (index) p.append(el("br"));
      p.append(...linked(line, contacts));
    });
    return p;
  });
}

function linked(line, contacts) {
  const known = new Map(contacts.map((one) => [shownValue(one), contactLink(one)]).filter(([, href]) => href));
  const values = [...known.keys()].map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const wanted = ["https:\\/\\/[^\\s<>\"']*[^\\s<>\"'.,;:!?)]", ...values.map((one) => `(?<![\\w.])${one}(?!\\w)`)];
  return line.split(new RegExp(`(${wanted.join("|")})`)).map((part, index) => {
    const address = index % 2 ? known.get(part) ?? webLink(part) : null;
    return address ? anchor(address, part) : part;
  });
}

/** Return a link that tells the other page nothing of this one. */
export function anchor(href, ...children) {
  const link = el("a", { href, rel: "noreferrer" }, ...children);
  if (href.startsWith("https:")) link.target = "_blank";
  return link;
}

/** Return contacts as a list, each with its name, as a link where that is safe. */
export function contactList(contacts, place = null) {
  return el("ul", { className: "contacts" }, ...contacts.map((one) => contact(one, place)));
}

function contact(one, place) {
  const kind = t(`labels.contact_kinds.${one.kind}`);
  const href = contactLink(one, place);
  const label = PLAIN.includes(one.kind) ? one.label : t("card.contact", { kind, label: one.label });
  const name = one.label && one.label !== kind ? label : kind;
  const inside = [
    icon(LIKE[one.kind] ?? one.kind),
    el("span", {}, el("span", { className: "name" }, name), " ",
      el("span", { className: "value" }, shownValue(one))),
  ];
  return el("li", {}, href ? anchor(href, ...inside) : el("span", { className: "plain" }, ...inside));
}

function shownValue({ value }) {
  const address = webLink(value);
  return address ? new URL(address).host.replace(/^www\./, "") : value;
}

function icon(name) {
  const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = make("svg");
  const path = make("path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name] ?? ICONS.web);
  svg.append(path);
  return svg;
}

/** Return a native disclosure. */
export function details(summary, ...children) {
  return el("details", {}, el("summary", {}, summary), ...children);
}
