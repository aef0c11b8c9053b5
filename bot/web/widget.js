// One tag puts a button to Laituri on another site's page:
// <script src="https://…/widget.js" async></script>, with data-language if need be.
{
  const TEXTS = "{{texts}}";
  const script = document.currentScript;
  const wanted = script.dataset.language || document.documentElement.lang.slice(0, 2);
  const language = wanted in TEXTS ? wanted : Object.keys(TEXTS)[0];
  const link = Object.assign(document.createElement("a"), {
    href: new URL(`/?language=${language}`, script.src).href, target: "_blank", rel: "noopener", lang: language,
    textContent: TEXTS[language].widget, ariaLabel: TEXTS[language].widget_about,
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`a { position: fixed; inset: auto 1rem 1rem auto; z-index: 9999; min-height: 44px;
    box-sizing: border-box; padding: 11px 20px; border-radius: 24px; background: #0b5563; color: #fff;
    font: 600 16px/1.3 system-ui, sans-serif; text-decoration: none; border: 2px solid #fff; }
    a:focus-visible { outline: 3px solid #0b5563; outline-offset: 2px; }
    @media print { a { display: none; } }`);
  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(link);
  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host));
}
