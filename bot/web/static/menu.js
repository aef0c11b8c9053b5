// What is not the conversation itself: leaving, saving, printing, deleting.

import { el } from "./dom.js";
import { noticeTurn } from "./messages.js";
import { wholeText } from "./past.js";
import { t, texts } from "./texts.js";
import { $, announce, append, log } from "./view.js";

/** Make the header's controls work; `empty` clears the view. */
export function install(chat, empty) {
  $("exit").addEventListener("click", (event) => {
    event.preventDefault();
    const { href } = event.currentTarget;
    chat.leave();
    document.title = t("web.exit_title");
    document.body.replaceChildren();
    location.replace(href);
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
    $("text").focus();
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
      $("text").focus();
      empty();
      chat.open(texts().language);
    });
    append(noticeTurn(t("delete.done"), el("div", { className: "choices" }, again)), true);
  });
}
