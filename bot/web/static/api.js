// The chat API (/api/v1): one conversation, its messages and what is pushed to it.
//
// A message is sent at once; while the network is away, messages wait in order and
// are sent again under the same id. `ui` hears of everything that happens.

const API = "/api/v1";
const KEPT = "laituri";
const TIMEOUT_MS = 15_000;
const POLL_MS = 15_000;
const PAUSES = [1, 2, 4, 8, 15];

/** The server did not answer, or something in between did. */
class Unreachable extends Error {}

/** The server answered with an error in the API's own shape. */
class Refused extends Error {
  constructor(status, body, seconds) {
    super(body.error?.code);
    Object.assign(this, { status, body, seconds });
  }
}

async function request(method, path, { token, body, keepalive = false } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(API + path, {
      method, headers, keepalive, body: body && JSON.stringify(body), signal: stop.signal, cache: "no-store",
    });
    if (answer.status === 204) return {};
    const json = await answer.json();
    if (answer.ok) return json;
    throw new Refused(answer.status, json, Number(answer.headers.get("Retry-After")) || 0);
  } catch (error) {
    throw error instanceof Refused ? error : new Unreachable();
  } finally {
    clearTimeout(timer);
  }
}

/** Return an id for a message, 128 random bits. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Chat {
  #ui; #language; #token = sessionStorage.getItem(KEPT); #opening = null; #socket = null; #lost = 0;
  #seen = new Set(); #last = 0; #sent = new Set(); #waiting = []; #retrying = false; #wake = null; #away = false;

  constructor(ui, language) {
    this.#ui = ui;
    this.#language = language;
    addEventListener("online", () => this.retryNow());
    setInterval(() => this.#poll(), POLL_MS);
  }

  /** Go on with the conversation of this tab; return its past, null without one. */
  async resume() {
    if (!this.#token) return null;
    const token = this.#token;
    try {
      const { replies } = await request("GET", "/replies?after=0", { token });
      const held = await request("GET", "/conversations/export", { token }).catch(() => ({}));
      this.#connect();
      return { replies: this.#fresh(replies), held };
    } catch (error) {
      if (error instanceof Refused) this.forget();
      return null;
    }
  }

  /** Open a conversation, keep trying, then greet. */
  open(language) {
    this.#language = language;
    this.send({ opens: true });
  }

  /** Send `{text}` or `{button}`, with a `message_id`. */
  send(message) {
    if (message.message_id) this.#sent.add(message.message_id);
    if (this.#waiting.length && this.#away) {
      this.#waiting.push(message);
      this.#ui.queued(message);
    } else this.#attempt(message).then((pause) => pause && this.#hold(message, pause));
  }

  /** Send a body and return its replies without showing them. */
  async exchange(body) {
    const message = { ...body, message_id: newId() };
    this.#sent.add(message.message_id);
    const answer = await request("POST", "/messages", { token: this.#token, body: message });
    return { ...answer, replies: this.#fresh(answer.replies) };
  }

  /** Erase the conversation at the server; throws when that fails. */
  async erase() {
    const token = this.#token;
    if (token) {
      await request("DELETE", "/conversations", { token }).catch((error) => {
        if (error.status !== 401) throw error;
      });
    }
    this.forget();
  }

  /** Forget the conversation at once, and ask the server to erase it. */
  leave() {
    const token = this.#token;
    this.forget();
    if (token) request("DELETE", "/conversations", { token, keepalive: true }).catch(() => {});
  }

  /** Forget the conversation on this side. */
  forget() {
    sessionStorage.removeItem(KEPT);
    this.#token = null;
    this.#waiting.length = 0;
    this.#socket?.close();
    this.#socket = null;
  }

  /** Send what waits without waiting longer. */
  retryNow() {
    this.#wake?.();
  }

  #fresh(replies = []) {
    const fresh = replies.filter((reply) => !this.#seen.has(reply.id));
    for (const { id } of fresh) {
      this.#seen.add(id);
      this.#last = Math.max(this.#last, id);
    }
    return fresh;
  }

  async #ensure() {
    if (this.#token) return;
    this.#opening ??= request("POST", "/conversations", { body: { language: this.#language } })
      .then((opened) => {
        this.#token = opened.token;
        sessionStorage.setItem(KEPT, opened.token);
        this.#connect();
        this.#ui.greeted(this.#fresh(opened.replies));
      })
      .finally(() => { this.#opening = null; });
    await this.#opening;
  }

  /** Try once; return the seconds to wait before the next time, 0 when it is done. */
  async #attempt(message, tries = 0) {
    try {
      await this.#ensure();
      if (!message.opens) await this.#deliver(message);
      this.#away = false;
      return 0;
    } catch (error) {
      this.#away = error instanceof Unreachable;
      const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
      if (this.#away) {
        this.#ui.waiting(message, pause, "offline");
        return pause;
      }
      if (!(error instanceof Refused)) throw error;
      if (error.status === 401 && tries < PAUSES.length) {
        this.#token = null;
        this.#ui.expired();
        return this.#attempt(message, PAUSES.length);
      }
      if (error.status === 429 || error.status >= 500) {
        await this.#urgent(message, error, tries);
        this.#ui.waiting(message, error.seconds || pause, error.status === 429 ? "slow" : "offline");
        return error.seconds || pause;
      }
      this.#ui.refused(message, error.body.error?.message ?? "", this.#fresh(error.body.replies));
      return 0;
    }
  }

  async #deliver(message) {
    const { message_id, text, button } = message;
    const body = button ? { button, message_id } : { text, message_id };
    const answer = await request("POST", "/messages", { token: this.#token, body });
    this.#ui.answered(message, this.#fresh(answer.replies), answer.language);
  }

  /** A message that has to wait is screened for danger all the same. */
  async #urgent(message, error, tries) {
    if (tries) return;
    let { replies = [] } = error.body;
    if (!this.#token && message.text) {
      const refused = await request("POST", "/messages", { body: { text: message.text } }).catch((e) => e);
      replies = refused.body?.replies ?? replies;
    }
    const shown = replies.filter((reply) => reply.kind === "crisis" || error.status >= 500);
    if (shown.length) this.#ui.pushed(this.#fresh(shown));
  }

  #hold(message, pause) {
    this.#waiting.push(message);
    if (!this.#retrying) this.#retry(pause);
  }

  async #retry(pause) {
    this.#retrying = true;
    for (let tries = 1; this.#waiting.length; tries += 1) {
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, pause * 1000);
      });
      const message = this.#waiting[0];
      pause = message ? await this.#attempt(message, tries) : 0;
      if (!pause) {
        this.#waiting.shift();
        tries = 0;
        pause = 0;
      }
    }
    this.#retrying = false;
  }

  #connect() {
    this.#socket?.close();
    if (!window.WebSocket) return;
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${API}/socket`);
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ token: this.#token, after: this.#last }));
    socket.onmessage = ({ data }) => {
      this.#lost = 0;
      const { message_id: id, replies } = JSON.parse(data);
      if (socket === this.#socket && !this.#sent.has(id)) this.#push(replies);
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.#lost += 1;
      if (code < 4000) setTimeout(() => this.#token && !this.#socket && this.#connect(), 5000 * this.#lost);
    };
  }

  async #poll() {
    if (!this.#token || document.hidden || this.#socket?.readyState === 1 || this.#waiting.length) return;
    const token = this.#token;
    const found = await request("GET", `/replies?after=${this.#last}`, { token }).catch(() => ({}));
    if (token === this.#token && !this.#ui.busy()) this.#push(found.replies);
  }

  #push(replies) {
    const fresh = this.#fresh(replies);
    if (fresh.length) this.#ui.pushed(fresh);
  }
}
