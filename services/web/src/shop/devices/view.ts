import type { Session } from "@shop/contracts/user/sessions";
import { button } from "../../parts/form/choices.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { pager, table } from "../../parts/list.ts";
import { missing, pill } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import type { Customer } from "../account/account-visit.ts";
import { accountLayout, type Told } from "../account/layout-view.ts";

const { accountPage } = words;

export type Devices = {
  readonly customer: Pick<Customer, "takenOver">;
  /** Undefined: they cannot be had just now. */
  readonly sessions: readonly Session[] | undefined;
  readonly first?: string | undefined;
  readonly next?: string | undefined;
  readonly told?: Told | undefined;
};

export const devicesView = (frame: Frame, shown: Devices): Html =>
  accountLayout(frame, {
    title: accountPage.devicesTitle,
    place: "/account/sessions",
    takenOver: shown.customer.takenOver,
    told: shown.told,
    main: html`<p>${accountPage.devicesText}</p>
      <div data-part="list">${list(frame, shown)}</div>`,
  });

function list(frame: Frame, { sessions, first, next }: Devices): Html {
  if (!sessions) return missing(accountPage.missing);
  const { moment } = frame.clock;
  return html`${table(
    accountPage.devicesTitle,
    [
      {
        title: accountPage.device,
        cell: ({ device, current }) => html`${device} ${current && pill("good", accountPage.here)}`,
      },
      { title: accountPage.place, cell: ({ place }) => place },
      { title: accountPage.since, cell: ({ createdAt }) => moment(createdAt) },
      { title: accountPage.lastSeen, cell: ({ lastSeenAt }) => moment(lastSeenAt) },
      { title: accountPage.end, cell: endForm },
    ],
    sessions,
  )}
  ${pager({ first, next })}
  ${
    (sessions.length > 1 || next !== undefined) &&
    html`<form method="post" action="/account/sessions/end-others">
      ${button(accountPage.endOthers, { kind: "danger" })}
    </form>`
  }`;
}

const endForm = ({ id, current, device }: Session): Html =>
  html`<form method="post" action="/account/sessions/${encodeURIComponent(id)}/end">
    ${button(current ? accountPage.endHere : accountPage.end, { kind: "plain", about: device })}
  </form>`;
