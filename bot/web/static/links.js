// Addresses that may stand in a link; bot/links.py holds the same rules.

/** Return the address of a contact, null when it is no safe one. */
export function contactLink({ kind, value }, place = null) {
  const text = value.trim();
  switch (kind) {
    case "phone": return numberLink("tel:", text);
    case "sms": return numberLink("sms:", text);
    case "whatsapp": return webLink(text) ?? whatsappLink(text);
    case "email": return /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text) ? `mailto:${text}` : null;
    case "address": return mapLink(text, place);
    default: return webLink(text);
  }
}

/** Return an https address, null for anything else; a bare host becomes one. */
export function webLink(text) {
  const bare = /^([\w-]+\.)+[a-z]{2,}(\/\S*)?$/i.test(text);
  if (/[\s<>"'\\\x00-\x1f]/.test(text) || !(bare || /^https:\/\//i.test(text))) return null;
  try {
    const url = new URL(bare ? `https://${text}` : text);
    return url.username || url.password ? null : url.href;
  } catch {
    return null;
  }
}

/** Return a map of a place ({lat, lon}), or of an address where that is unknown. */
export function mapLink(address, place) {
  const base = "https://www.openstreetmap.org";
  if (!place) return `${base}/search?query=${encodeURIComponent(address)}`;
  const lat = Number(place.lat);
  const lon = Number(place.lon);
  return `${base}/?mlat=${lat}&mlon=${lon}#map=17/${lat}/${lon}`;
}

function digits(text) {
  const number = text.replace(/[\s().-]/g, "");
  return /^\+?\d{2,15}$/.test(number) ? number : null;
}

function numberLink(scheme, text) {
  const number = digits(text);
  return number && scheme + number;
}

function whatsappLink(text) {
  const number = digits(text)?.replace(/^0/, "+358").replace("+", "");
  return number ? `https://wa.me/${number}` : null;
}
