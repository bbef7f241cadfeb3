import type { Erasure } from "@shop/contracts/user/privacy";
import { button, checkField } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, faultPart, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { facts } from "../../parts/list.ts";
import { missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import type { Customer } from "../account/account-visit.ts";
import { accountLayout, type Told } from "../account/layout-view.ts";

const { accountPage } = words;

/** Where the tick is, on the page. */
const sure = "sure-yes";

const onPage = ({ typed, faults }: FormState): FormState => ({
  typed,
  faults: faults.map((fault) =>
    fault.path === "sure" ? { path: sure, message: accountPage.tickMissing, isMissing: false } : fault,
  ),
});

export const ownDataView = (
  frame: Frame,
  {
    customer,
    form: given,
    told,
  }: {
    readonly customer: Pick<Customer, "takenOver">;
    readonly form: FormState;
    readonly told?: Told | undefined;
  },
): Html => {
  const form = onPage(given);
  return accountLayout(frame, {
    title: accountPage.dataTitle,
    place: "/account/data",
    takenOver: customer.takenOver,
    told,
    main: html`<section aria-labelledby="copy">
        <h2 id="copy">${accountPage.copyTitle}</h2>
        <p>${accountPage.copyText}</p>
        <form method="post" action="/account/data/export">
          ${button(accountPage.copySend, { kind: "plain" })}
        </form>
      </section>
      <section aria-labelledby="erase">
        <h2 id="erase">${accountPage.eraseTitle}</h2>
        <p>${accountPage.eraseText}</p>
        <ul class="prose">
          ${accountPage.eraseWhat.map((each) => html`<li>${each}</li>`)}
        </ul>
        ${errorSummary(form, { password: accountPage.password, [sure]: accountPage.tick })}
        <form class="stack" method="post" action="/account/data/erase">
          ${textField(form, { name: "password", label: accountPage.password, type: "password", autocomplete: "current-password" })}
          <div>
            ${faultPart(form, { name: sure, label: accountPage.tick })}
            ${checkField(form, { name: "sure", label: accountPage.sure })}
          </div>
          ${button(accountPage.eraseSend, { kind: "danger" })}
        </form>
      </section>`,
  });
};

/** Undefined: it cannot be had just now. */
export const erasureView = (frame: Frame, erasure: Erasure | undefined): Html =>
  layout(frame, {
    title: accountPage.erasureTitle,
    main: html`<h1>${accountPage.erasureTitle}</h1>
      ${erasure ? howFar(frame, erasure) : missing(accountPage.missing)}
      <p><a href="/">${words.home}</a></p>`,
  });

const howFar = ({ clock }: Frame, { status, requestedAt, deadline, services }: Erasure): Html =>
  html`<p>${accountPage.erasureStatus[status]}</p>
    ${facts([
      [accountPage.requestedAt, clock.moment(requestedAt)],
      [accountPage.deadline, clock.day(deadline)],
      ...services.map(
        ({ service, erasedAt }) =>
          [
            accountPage.parts[service],
            erasedAt === null ? accountPage.waiting : clock.moment(erasedAt),
          ] as const,
      ),
    ])}`;

/** The same for a link that is not whole. */
export const noErasureView = (frame: Frame): Html =>
  layout(frame, {
    title: accountPage.erasureTitle,
    main: html`<h1>${accountPage.erasureTitle}</h1>
      <p>${accountPage.noErasure}</p>
      <p><a href="/">${words.home}</a></p>`,
  });
