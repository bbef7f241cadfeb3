import type { SecondFactor } from "@shop/contracts/user/second-factors";
import { button, hiddenField } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, filled, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { table } from "../../parts/list.ts";
import { missing, pill } from "../../parts/notice.ts";
import { qrPicture } from "../../parts/qr.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import type { Customer } from "../account/account-visit.ts";
import { accountLayout, type Told } from "../account/layout-view.ts";

const { secondFactorPage, accountPage } = words;
const place = "/account/second-factor";

export type Factors = { readonly items: readonly SecondFactor[]; readonly recoveryCodesLeft: number };

/** A form that was refused, of the factor with this id. */
export type Refused = { readonly id: string; readonly form: FormState };

export type Shown = {
  readonly customer: Pick<Customer, "takenOver">;
  /** Undefined: they cannot be had just now. */
  readonly factors: Factors | undefined;
  readonly refused?: Refused | undefined;
  readonly told?: Told | undefined;
};

export const factorsView = (frame: Frame, { customer, factors, refused, told }: Shown): Html =>
  accountLayout(frame, {
    title: secondFactorPage.title,
    place,
    takenOver: customer.takenOver,
    told,
    main: html`<p>${secondFactorPage.intro}</p>
      ${factors ? factorParts(frame, factors, refused) : missing(accountPage.missing)}
      <section aria-labelledby="add">
        <h2 id="add">${secondFactorPage.addTitle}</h2>
        <p>${secondFactorPage.addText}</p>
        <form method="post" action="/account/second-factor">${button(secondFactorPage.add)}</form>
      </section>`,
  });

function factorParts(
  frame: Frame,
  { items, recoveryCodesLeft }: Factors,
  refused: Refused | undefined,
): Html {
  const used = items.filter(({ confirmed }) => confirmed);
  return html`<section aria-labelledby="yours">
    <h2 id="yours">${secondFactorPage.yours}</h2>
    ${used.length === 0 ? html`<p>${secondFactorPage.none}</p>` : factorTable(frame, used)}
    ${used.length > 0 && recoveryPart(recoveryCodesLeft)}
    ${used.map((factor) => removePart(frame, factor, refused))}
  </section>`;
}

const factorTable = ({ clock }: Frame, used: readonly SecondFactor[]): Html =>
  table(
    secondFactorPage.yours,
    [
      { title: secondFactorPage.kind, cell: ({ kind }) => secondFactorPage.kinds[kind] },
      { title: secondFactorPage.since, cell: ({ createdAt }) => clock.day(createdAt) },
      {
        title: secondFactorPage.lastUsed,
        cell: ({ lastUsedAt }) => (lastUsedAt === null ? secondFactorPage.never : clock.moment(lastUsedAt)),
      },
      { title: secondFactorPage.state, cell: () => pill("good", secondFactorPage.confirmed) },
    ],
    used,
  );

const recoveryPart = (left: number): Html =>
  html`<p>${secondFactorPage.codesLeft(left)} ${secondFactorPage.renewText}</p>
    <form method="post" action="/account/recovery-codes">
      ${button(secondFactorPage.renew, { kind: "plain" })}
    </form>`;

function removePart(
  { clock }: Frame,
  { id, kind, createdAt }: SecondFactor,
  refused: Refused | undefined,
): Html {
  const form = refused?.id === id ? refused.form : filled({});
  const within = `factor-${id}`;
  const about = html`${secondFactorPage.kinds[kind]}, ${clock.day(createdAt)}`;
  return html`<details class="panel plain" ${refused?.id === id ? " open" : ""}>
    <summary>${secondFactorPage.remove}: ${about}</summary>
    <div class="stack">
      ${errorSummary(form, { password: secondFactorPage.password }, within)}
      <form class="stack" method="post" action="/account/second-factor/${encodeURIComponent(id)}/remove">
        ${textField(form, { name: "password", label: secondFactorPage.password, type: "password", autocomplete: "current-password", within })}
        ${button(secondFactorPage.remove, { kind: "danger" })}
      </form>
    </div>
  </details>`;
}

export type SetUp = {
  readonly id: string;
  readonly uri: string;
  readonly takenOver: TakenOver | undefined;
  readonly form: FormState;
  readonly told?: Told | undefined;
};

export const setUpView = (frame: Frame, { id, uri, takenOver, form, told }: SetUp): Html =>
  accountLayout(frame, {
    title: secondFactorPage.setUpTitle,
    place,
    takenOver,
    told,
    main: html`<p>${secondFactorPage.setUpText}</p>
      ${setUpParts(uri)} ${errorSummary(form, { code: secondFactorPage.code })}
      <form class="stack" method="post" action="/account/second-factor/${encodeURIComponent(id)}/confirm">
        ${hiddenField("uri", uri)}
        ${textField(form, { name: "code", label: secondFactorPage.code, hint: secondFactorPage.codeHint, autocomplete: "one-time-code", inputMode: "numeric", maxLength: 12 })}
        ${button(secondFactorPage.confirm)}
      </form>`,
  });

const setUpParts = (uri: string): Part =>
  uri !== "" &&
  html`<div class="stack close">
    ${qrPicture(uri, secondFactorPage.picture)}
    <p>${secondFactorPage.uri}:</p>
    <p class="secret"><code>${uri}</code></p>
  </div>`;

export const codesView = (
  frame: Frame,
  {
    codes,
    takenOver,
    told,
  }: {
    readonly codes: readonly string[];
    readonly takenOver: TakenOver | undefined;
    readonly told?: Told | undefined;
  },
): Html =>
  accountLayout(frame, {
    title: secondFactorPage.codesTitle,
    place,
    takenOver,
    told,
    main: html`<p>${secondFactorPage.codesText}</p>
      <ul class="codes">
        ${codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      <p><a class="button main" href="/account/second-factor">${secondFactorPage.codesDone}</a></p>`,
  });
