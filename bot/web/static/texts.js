// The texts of the page in one language, as bot/web/texts.py gives them.

let current = JSON.parse(document.body.dataset.texts);
const known = new Map();

/** Return everything known in the language that is shown now. */
export const texts = () => current;

/** Return a text such as "web.send", its {placeholders} filled; "" if there is none. */
export function t(key, values = {}) {
  const found = key.split(".").reduce((node, part) => node?.[part], current);
  if (typeof found !== "string") return "";
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Show the page in another language; return false when its texts cannot be had. */
export async function use(language) {
  if (language === current.language) return true;
  if (!known.has(language)) {
    try {
      const answer = await fetch(`/texts/${language}.json`);
      if (!answer.ok) return false;
      known.set(language, await answer.json());
    } catch {
      return false;
    }
  }
  current = known.get(language);
  apply();
  return true;
}

/** Put the texts into the page, as bot/web/page.py does at the start. */
function apply() {
  document.documentElement.lang = current.language;
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (name === "data-t") element.textContent = t(`web.${value}`);
      else if (name.startsWith("data-t-")) {
        element.setAttribute(name.slice("data-t-".length), t(`web.${value}`));
      }
    }
  }
}
