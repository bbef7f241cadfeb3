/** What all pages of an account have around them. */
import { button } from "../../parts/form/choices.ts";
import type { Frame } from "../../parts/frame.ts";
import { attributes, html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { newTab } from "../../parts/new-tab.ts";
import { missing, notice } from "../../parts/notice.ts";
import { takenOverNotice } from "../../parts/taken-over.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";

const { accountPage } = words;
const { ways } = accountPage;

const places = [
  ["/account", ways.overview],
  ["/account/orders", ways.orders],
  ["/account/addresses", ways.addresses],
  ["/account/details", ways.details],
  ["/account/sessions", ways.devices],
  ["/account/second-factor", ways.secondFactor],
  ["/account/data", ways.data],
] as const;

export type AccountPlace = (typeof places)[number][0];

/** What has just been done, or stands in the way. */
export type Told = { readonly good?: string | undefined; readonly bad?: Part | string };

export type AccountLayout = {
  readonly title: string;
  readonly place: AccountPlace;
  readonly told?: Told | undefined;
  /** Of whoever is shown it. */
  readonly takenOver: TakenOver | undefined;
  readonly main: Html;
};

export const accountLayout = (
  frame: Frame,
  { title, place, told = {}, takenOver, main }: AccountLayout,
): Html =>
  layout(frame, {
    title,
    notice: html`${takenOverNotice(takenOver)}${told.good !== undefined && notice("good", told.good)}${told.bad && notice("bad", told.bad)}`,
    main: html`<div class="account split left">
      <nav class="account-ways" aria-label="${accountPage.nav}">
        <ul>
          ${places.map(([href, label]) => html`<li><a href="${href}" ${attributes({ "aria-current": href === place && "page" })}>${label}</a></li>`)}
        </ul>
        <form method="post" action="/sign-out">${button(accountPage.signOut, { kind: "plain" })}</form>
      </nav>
      <div class="account-main stack">
        <h1>${title}</h1>
        ${main}
      </div>
    </div>`,
  });

/** Who they are cannot be asked just now. */
export const unknownView = (frame: Frame, path: string): Html =>
  layout(frame, {
    title: accountPage.awayTitle,
    main: html`<h1>${accountPage.awayTitle}</h1>
      ${missing(accountPage.away)}
      <p><a class="button main" href="${path}">${accountPage.again}</a></p>`,
  });

/** Above a form that was sent after the session had ended. */
export const endedNotice = (path: string): Html =>
  html`${accountPage.ended} ${newTab(path, accountPage.signInTab)}`;
