import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { table } from "../../parts/list.ts";
import type { AboutSection } from "../../words/about.ts";
import { words } from "../../words/en.ts";

const { about } = words;

export const helpView = (frame: Frame): Html =>
  layout(frame, {
    title: about.helpTitle,
    canonical: "/help",
    description: about.helpDescription,
    main: prose(about.helpTitle, about.help, (id) =>
      id === "following" ? html`<p><a href="/find-order">${about.toOrders}</a></p>` : undefined,
    ),
  });

export const privacyView = (frame: Frame): Html =>
  layout(frame, {
    title: about.privacyTitle,
    canonical: "/privacy",
    description: about.privacyDescription,
    main: prose(about.privacyTitle, about.privacy, (id) => {
      if (id === "cookies") return cookieTable();
      return id === "yours" ? html`<p><a href="/account/data">${about.toAccount}</a></p>` : undefined;
    }),
  });

const prose = (title: string, sections: readonly AboutSection[], more: (id: string) => Part): Html =>
  html`<div class="prose">
    <h1>${title}</h1>
    <nav class="contents" aria-label="${about.onThisPage}">
      <ul>
        ${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}
      </ul>
    </nav>
    ${sections.map(
      ({ id, title: name, text }) =>
        html`<section id="${id}">
          <h2>${name}</h2>
          ${text.map((each) => html`<p>${each}</p>`)} ${more(id)}
        </section>`,
    )}
  </div>`;

const cookieTable = (): Html =>
  table(
    about.cookies.caption,
    [
      { title: about.cookies.name, cell: ({ name }) => html`<code>${name}</code>` },
      { title: about.cookies.purpose, cell: ({ purpose }) => purpose },
      { title: about.cookies.lasts, cell: ({ lasts }) => lasts },
    ],
    about.cookies.rows,
  );
