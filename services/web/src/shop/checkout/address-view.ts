/** Where it goes: a saved address, or one that is typed. */
import type { Address } from "@shop/contracts/language/address";
import { countryName, countryOptions } from "../../parts/countries.ts";
import { button, choiceField, hiddenField } from "../../parts/form/choices.ts";
import { selectField, textField, type Field } from "../../parts/form/fields.ts";
import type { FormState } from "../../parts/form/state.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import type { Checkout } from "./checkout.ts";
import { newAddress } from "./order-form.ts";
import { paymentLabels } from "./payment.ts";

const { checkoutPage } = words;

/** By the names of the fields, for the summary of what is wrong. */
export const fieldLabels: Readonly<Record<string, string>> = {
  email: checkoutPage.email,
  name: checkoutPage.name,
  address: checkoutPage.address,
  recipient: checkoutPage.recipient,
  line1: checkoutPage.line1,
  line2: checkoutPage.line2,
  city: checkoutPage.city,
  region: checkoutPage.region,
  postalCode: checkoutPage.postalCode,
  country: checkoutPage.country,
  shippingMethod: checkoutPage.method,
  ...paymentLabels,
};

const fields: readonly Field[] = [
  {
    name: "recipient",
    label: checkoutPage.recipient,
    hint: checkoutPage.recipientHint,
    isOptional: true,
    maxLength: 200,
    autocomplete: "shipping name",
  },
  {
    name: "line1",
    label: checkoutPage.line1,
    maxLength: 200,
    autocomplete: "shipping address-line1",
  },
  {
    name: "line2",
    label: checkoutPage.line2,
    isOptional: true,
    maxLength: 200,
    autocomplete: "shipping address-line2",
  },
  // As some countries have none, it is the order service that asks for it.
  {
    name: "postalCode",
    label: checkoutPage.postalCode,
    hint: checkoutPage.postalCodeHint,
    isConditional: true,
    maxLength: 20,
    autocomplete: "shipping postal-code",
  },
  { name: "city", label: checkoutPage.city, maxLength: 200, autocomplete: "shipping address-level2" },
  {
    name: "region",
    label: checkoutPage.region,
    isOptional: true,
    maxLength: 200,
    autocomplete: "shipping address-level1",
  },
];

export const addressSection = (checkout: Checkout): Html =>
  html`<section aria-labelledby="where">
    <h2 id="where">${checkoutPage.addressTitle}</h2>
    ${savedPart(checkout)} ${fields.map((field) => textField(checkout.form, field))}
    ${selectField(checkout.form, {
      name: "country",
      label: checkoutPage.country,
      autocomplete: "shipping country",
      options: countryOptions(checkout.homeCountry),
    })}
    <p>${button(checkoutPage.show, { kind: "plain", name: "do", value: "show" })}</p>
  </section>`;

function savedPart({ form, saved, who }: Checkout): Part {
  const chosen = form.typed["address"]?.[0] ?? newAddress;
  // What was chosen before is kept, although it cannot be shown.
  if (who === "ended" || who === "unknown") return chosen !== newAddress && hiddenField("address", chosen);
  if (!saved)
    return html`${missing(checkoutPage.saveAway)}${chosen !== newAddress && savedOrNew(form, [{ value: chosen, label: checkoutPage.chosenAddress }])}`;
  if (saved.length === 0) return undefined;
  return savedOrNew(
    form,
    saved.map((address) => ({ value: address.id, label: inOneLine(address) })),
  );
}

const savedOrNew = (
  form: FormState,
  saved: readonly { readonly value: string; readonly label: string }[],
): Html =>
  choiceField(form, {
    name: "address",
    label: checkoutPage.address,
    look: "boxes",
    choices: [...saved, { value: newAddress, label: checkoutPage.newAddress }],
  });

const inOneLine = ({ name, line1, line2, postalCode, city, region, country }: Address): string =>
  [name, line1, line2, [postalCode, city].filter(Boolean).join(" "), region, countryName(country)]
    .filter(Boolean)
    .join(", ");
