import { button, checkField, choiceField, hiddenField } from "../parts/form/choices.ts";
import { facet } from "../parts/facet.ts";
import { selectField, textArea, textField, type Option } from "../parts/form/fields.ts";
import { errorSummary, filled, type FormState } from "../parts/form/state.ts";
import { html, type Html } from "../parts/html.ts";

const asFilled = filled({ name: "Alice", email: "", country: "DE", shipping: "standard", card: "tok_ok" });

const refused: FormState = {
  typed: { name: ["Alice"], email: ["alice@"], country: ["DE"], shipping: [""], note: ["Ring twice"] },
  faults: [
    { path: "email", message: "must be an e-mail address", isMissing: false },
    { path: "shipping", message: "is needed", isMissing: true },
    { path: "password", message: "is needed", isMissing: true },
  ],
};

export const formParts = (): Html =>
  html`<div class="pair">
      <form method="get" action="/parts">${fields(asFilled, "open")}</form>
      <form method="get" action="/parts">
        ${errorSummary(refused, { email: "E-mail", shipping: "Shipping", password: "Password" }, "refused")}
        ${fields(refused, "refused")}
      </form>
    </div>
    <form class="narrow" method="get" action="/parts">
      ${facet({ id: "b", title: "Brand", name: "brand", type: "checkbox", values: brands, chosen: ["nordlicht"] })}
      ${facet({ id: "m", title: "Material", name: "material", type: "radio", values: materials, chosen: [] })}
      ${button("Show", { kind: "plain" })}
    </form>
    <form class="inline" method="get" action="/parts">
      ${textField(asFilled, { name: "code", label: "Coupon", within: "inline", isOptional: true })}
      ${button("Use it", { kind: "plain" })}
    </form>`;

const fields = (form: FormState, within: string): Html =>
  html`${hiddenField("key", "1")}
  ${textField(form, { name: "name", label: "Name", autocomplete: "name", within })}
  ${textField(form, { name: "email", label: "E-mail", type: "email", hint: "For the confirmation.", within })}
  ${textField(form, { name: "password", label: "Password", type: "password", within })}
  ${selectField(form, { name: "country", label: "Country", options: countries, within })}
  ${textArea(form, { name: "note", label: "Note", rows: 3, isOptional: true, within })}
  ${choiceField(form, { name: "shipping", label: "Shipping", choices: shipping, look: "boxes", within })}
  ${choiceField(form, { name: "card", label: "Card", choices: cards, within })}
  ${checkField(form, { name: "news", label: "Keep this address", within })} ${button("Go on")}`;

const countries: readonly Option[] = [
  { value: "DE", label: "Germany" },
  { value: "FR", label: "France" },
];
const shipping = [
  { value: "standard", label: "Standard", note: "€4.90 · 2–4 days" },
  { value: "express", label: "Express", note: "€9.90 · 1 day" },
  { value: "island", label: "By boat", without: "Not to this address" },
].map(({ note, ...choice }) => ({ ...choice, ...(note !== undefined && { note: html`${note}` }) }));
const cards = [
  { value: "tok_ok", label: "A card that is good" },
  { value: "tok_declined", label: "A card that is declined" },
];
const brands = [
  { value: "nordlicht", label: "Nordlicht", count: 12 },
  { value: "other", label: "A brand whose name is long enough for a second line", count: 1234 },
];
const materials = [
  { value: "silicone", label: "Silicone", count: 3 },
  { value: "wood", label: "Wood that nobody has counted" },
];
