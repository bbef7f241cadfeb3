/** A whole page. */
import { words } from "../words/en.ts";
import type { Frame } from "./frame.ts";
import { attributes, dataScript, html, type Html, type Part } from "./html.ts";
import { icon } from "./icon.ts";

export type Layout = {
  readonly title: string;
  readonly description?: string;
  /** Path and query of the page's one address; absent for pages that are nobody else's. */
  readonly canonical?: string;
  /** Of the picture that stands for it elsewhere: a path. */
  readonly image?: string;
  /** What programs read of it (schema.org). */
  readonly data?: readonly object[];
  /** Where its reader is led at once: another site's, to which a form may not lead. A way back does not come by here again. */
  readonly ledTo?: string | undefined;
  /** What was searched for. */
  readonly q?: string | undefined;
  /** Above the heading: what has just been done. */
  readonly notice?: Part;
  readonly main: Html;
};

export const layout = (frame: Frame, page: Layout): Html => {
  const { assetUrl } = frame;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0c151b" />
        <title>${page.title} · ${words.shop}</title>
        ${head(frame, page)}
        ${page.ledTo !== undefined && html`<meta http-equiv="refresh" content="0; url=${page.ledTo}" />`}
        <link rel="stylesheet" href="${assetUrl("shop.css")}" />
        <script type="module" src="${assetUrl("shop.js")}"></script>
        <link rel="icon" href="${assetUrl("icon.svg")}" type="image/svg+xml" />
        <link rel="manifest" href="/manifest.webmanifest" />
      </head>
      <body>
        <a class="skip" href="#main">${words.skip}</a>
        ${header(frame, page)}
        <main id="main" tabindex="-1">
          <div id="notice" data-part="notice">${page.notice}</div>
          ${page.main}
        </main>
        ${footer()}
        <div
          id="said"
          class="hidden"
          role="status"
          aria-live="polite"
          data-failed="${words.sentInVain}"
          data-changed="${words.changed}"
        ></div>
      </body>
    </html> `;
};

const head = ({ shopUrl }: Frame, { title, description, canonical, image, data = [] }: Layout): Html => {
  if (canonical === undefined) return html`<meta name="robots" content="noindex" />`;
  return html`<link rel="canonical" href="${shopUrl + canonical}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:url" content="${shopUrl + canonical}" />
    <meta property="og:site_name" content="${words.shop}" />
    ${description !== undefined && html`<meta name="description" content="${description}" /><meta property="og:description" content="${description}" />`}
    ${image !== undefined && html`<meta property="og:image" content="${shopUrl + image}" />`}
    ${data.map((each) => dataScript("application/ld+json", each))}`;
};

/** The same for everybody who looks at this page: what is somebody's own, a script puts in, out of the badge. */
const header = ({ assetUrl }: Frame, { q }: Layout): Html =>
  html`<header class="top">
    <a class="brand" href="/">${icon(assetUrl, "mark")}${words.shop}</a>
    <form class="search" action="/search" role="search">
      <label class="hidden" for="q">${words.search}</label>
      <input${attributes({ id: "q", name: "q", type: "search", value: q, maxlength: 200, autocomplete: "off", enterkeyhint: "search", placeholder: words.searchFor })}>
      <button type="submit">${icon(assetUrl, "search")}<span class="hidden">${words.search}</span></button>
    </form>
    <nav aria-label="${words.yours}">
      <a href="/account" data-badge="account"
        >${icon(assetUrl, "person")}<span class="label">${words.account}</span></a
      >
      <a href="/bag"
        >${icon(assetUrl, "bag")}<span class="label">${words.bag}</span
        ><span class="badge" data-badge="bag"></span
      ></a>
    </nav>
  </header>`;

const footer = (): Html =>
  html`<footer class="bottom">
    <p>${words.shop} <span class="fine">${words.promise}</span></p>
    <nav aria-label="${words.more}">
      <a href="/help">${words.help}</a> <a href="/find-order">${words.findOrder}</a>
      <a href="/privacy">${words.privacy}</a>
    </nav>
  </footer>`;
