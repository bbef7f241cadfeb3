/** How somebody pays: a part of its own for each provider that a shop may have. */
import { pageToken } from "@shop/contracts/order/payments";
import type { FieldFault } from "@shop/kit/http/server/form";
import { choiceField } from "../../parts/form/choices.ts";
import { valueOf, type FormState } from "../../parts/form/state.ts";
import { html, type Html } from "../../parts/html.ts";
import { words } from "../../words/en.ts";

const { cards, card, cardHint, cardWrong, onPage } = words.checkoutPage;

export type WayToPay = {
  readonly fields: (form: FormState) => Html;
  readonly read: (form: FormState) => Payment | FieldFault;
  /** Once the order is placed its customer is led on, to where they pay. */
  readonly leadsOn: boolean;
};

export type Payment = { readonly method: "card"; readonly token: string };

export const paymentLabels = { card };

export const firstCard = "tok_ok";

/** The cards of the sandbox, by name. */
const byCard: WayToPay = {
  fields: (form) =>
    html`<p class="fine">${cardHint}</p>
      ${choiceField(form, {
        name: "card",
        label: card,
        look: "boxes",
        choices: Object.entries(cards).map(([value, label]) => ({ value, label })),
      })}`,
  read: (form) => {
    const token = valueOf(form, "card");
    if (Object.hasOwn(cards, token)) return { method: "card", token };
    return { path: "card", message: cardWrong, isMissing: false };
  },
  leadsOn: false,
};

/** Nothing is typed here: Stripe asks for the card itself. */
const onStripesPage: WayToPay = {
  fields: () => html`<p>${onPage}</p>`,
  read: () => ({ method: "card", token: pageToken }),
  leadsOn: true,
};

/** By the name of who moves the money. */
export const waysToPay = { sandbox: byCard, stripe: onStripesPage } as const;
