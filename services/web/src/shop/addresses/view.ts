import type { SavedAddress } from "@shop/contracts/user/addresses";
import { countryOptions } from "../../parts/countries.ts";
import { button, checkField, hiddenField } from "../../parts/form/choices.ts";
import { selectField, textField, type Field } from "../../parts/form/fields.ts";
import { errorSummary, valueOf, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { empty, missing, pill } from "../../parts/notice.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import type { Customer } from "../account/account-visit.ts";
import { accountLayout, type Told } from "../account/layout-view.ts";
import { addressLines } from "../order/address-lines.ts";

const { addressPages, accountPage } = words;

export const addressesView = (
  frame: Frame,
  {
    customer,
    addresses,
    told,
  }: {
    readonly customer: Pick<Customer, "takenOver">;
    /** Undefined: they cannot be had just now. */
    readonly addresses: readonly SavedAddress[] | undefined;
    readonly told?: Told | undefined;
  },
): Html =>
  accountLayout(frame, {
    title: addressPages.title,
    place: "/account/addresses",
    takenOver: customer.takenOver,
    told,
    main: html`<div data-part="addresses">${book(addresses)}</div>
      <p><a class="button main" href="/account/addresses/new">${addressPages.add}</a></p>`,
  });

function book(addresses: readonly SavedAddress[] | undefined): Html {
  if (!addresses) return missing(accountPage.missing);
  if (addresses.length === 0) return empty(addressPages.emptyTitle, addressPages.emptyText);
  return html`<ul class="addresses">
    ${addresses.map(entry)}
  </ul>`;
}

function entry(saved: SavedAddress): Html {
  const path = `/account/addresses/${encodeURIComponent(saved.id)}`;
  const about = `${saved.name}, ${saved.line1}`;
  return html`<li class="panel">
    <address>${addressLines(saved).map((line) => html`${line}<br />`)}</address>
    ${saved.isDefault && html`<p>${pill("plain", addressPages.default)}</p>`}
    <div class="actions">
      <a class="button plain" href="${path}">${addressPages.change}<span class="hidden"> ${about}</span></a>
      ${
        !saved.isDefault &&
        html`<form method="post" action="${path}/default">
          ${button(addressPages.makeDefault, { kind: "plain", about })}
        </form>`
      }
      <form method="post" action="${path}/remove">
        ${button(addressPages.remove, { kind: "danger", about })}
      </form>
    </div>
  </li>`;
}

const fields: readonly Field[] = [
  { name: "name", label: addressPages.name, maxLength: 200, autocomplete: "name" },
  { name: "line1", label: addressPages.line1, maxLength: 200, autocomplete: "address-line1" },
  {
    name: "line2",
    label: addressPages.line2,
    isOptional: true,
    maxLength: 200,
    autocomplete: "address-line2",
  },
  // As some countries have none, it is the user service that asks for it.
  {
    name: "postalCode",
    label: addressPages.postalCode,
    hint: addressPages.postalCodeHint,
    isConditional: true,
    maxLength: 20,
    autocomplete: "postal-code",
  },
  { name: "city", label: addressPages.city, maxLength: 200, autocomplete: "address-level2" },
  {
    name: "region",
    label: addressPages.region,
    isOptional: true,
    maxLength: 200,
    autocomplete: "address-level1",
  },
];

/** By the names of the fields, for the summary of what is wrong. */
const labels: Readonly<Record<string, string>> = {
  ...Object.fromEntries(fields.map(({ name, label }) => [name, label])),
  country: addressPages.country,
};

export type AddressForm = {
  readonly form: FormState;
  /** Absent: a new one. */
  readonly id?: string | undefined;
  readonly homeCountry: string;
  /** It is the one that is filled in already. */
  readonly isDefault?: boolean | undefined;
  readonly takenOver: TakenOver | undefined;
  readonly told?: Told | undefined;
};

export const addressFormView = (
  frame: Frame,
  { form, id, homeCountry, isDefault = false, takenOver, told }: AddressForm,
): Html => {
  const action = id === undefined ? "/account/addresses" : `/account/addresses/${encodeURIComponent(id)}`;
  return accountLayout(frame, {
    title: id === undefined ? addressPages.addTitle : addressPages.changeTitle,
    place: "/account/addresses",
    takenOver,
    told,
    main: html`${errorSummary(form, labels)}
      <form class="stack" method="post" action="${action}">
        ${id !== undefined && hiddenField("version", valueOf(form, "version"))}
        ${fields.map((field) => textField(form, field))}
        ${selectField(form, { name: "country", label: addressPages.country, autocomplete: "country", options: countryOptions(homeCountry) })}
        ${!isDefault && checkField(form, { name: "isDefault", label: addressPages.isDefault })}
        ${button(addressPages.save)}
      </form>
      <p><a href="/account/addresses">${addressPages.back}</a></p>`,
  });
};
