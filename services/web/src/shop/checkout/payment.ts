/** How somebody pays: a part of its own, which another provider's takes the place of. Now the cards of the sandbox, by name. */
import type { FieldFault } from "@shop/kit/http/server/form";
import { choiceField } from "../../parts/form/choices.ts";
import { valueOf, type FormState } from "../../parts/form/state.ts";
import { html, type Html } from "../../parts/html.ts";
import { words } from "../../words/en.ts";

const { cards, card, cardHint, cardWrong } = words.checkoutPage;

export const paymentLabels = { card };

export const firstCard = "tok_ok";

export const paymentFields = (form: FormState): Html =>
  html`<p class="fine">${cardHint}</p>
    ${choiceField(form, {
      name: "card",
      label: card,
      look: "boxes",
      choices: Object.entries(cards).map(([value, label]) => ({ value, label })),
    })}`;

export type Payment = { readonly method: "card"; readonly token: string };

export function readPayment(form: FormState): Payment | FieldFault {
  const token = valueOf(form, "card");
  if (Object.hasOwn(cards, token)) return { method: "card", token };
  return { path: "card", message: cardWrong, isMissing: false };
}
