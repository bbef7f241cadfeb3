import type { Cart, CartChange, CartLine } from "@shop/contracts/order/carts";
import { button, hiddenField } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { picture } from "../../parts/product.ts";
import { words } from "../../words/en.ts";
import { fieldOf, type BagForm } from "./bag-form.ts";

type Shown = { readonly cart: Cart; readonly form: BagForm | undefined };

/** A line of the bag, with what keeps it from being bought; `index` is its place. */
export function lineView({ cart, form }: Shown, line: CartLine, index: number): Html {
  const href = `/p/${encodeURIComponent(line.productId)}?sku=${encodeURIComponent(line.sku)}`;
  return html`<li class="line${line.available ? "" : " blocked"}">
    <a class="line-picture" href="${href}" tabindex="-1" aria-hidden="true"
      >${picture(line.image, { alt: "", sizes: "6rem" })}</a
    >
    <div class="line-text">
      <h2><a href="${href}">${line.name}</a></h2>
      <p class="fine">
        ${line.unitPrice ? html`${moneyText(line.unitPrice)} ${words.bagPage.each}` : words.bagPage.unpriced}
      </p>
      ${notesOf(cart, line).map((note) => html`<p class="note">${note}</p>`)}
    </div>
    <div class="line-quantity">${quantityField(form, line, index)}</div>
    <p class="line-total">${line.lineTotal && line.available && moneyText(line.lineTotal)}</p>
    ${button(words.bagPage.remove, { kind: "link", name: "do", value: `remove:${line.sku}`, about: line.name })}
  </li>`;
}

function quantityField(form: BagForm | undefined, { sku, quantity }: CartLine, index: number): Html {
  const place = form?.lines.findIndex((line) => line.sku === sku) ?? -1;
  const typed = form?.lines[place]?.text ?? String(quantity);
  const faults = (form?.faults ?? []).filter(({ path }) => path === fieldOf(place));
  const state = {
    typed: { quantity: [typed] },
    faults: faults.map((fault) => ({ ...fault, path: "quantity" })),
  };
  const field = { name: "quantity", label: words.bagPage.quantity, within: `line-${index}` } as const;
  return html`${hiddenField("sku", sku)}${hiddenField("was", String(quantity))}${textField(state, { ...field, type: "number", inputMode: "numeric", autocomplete: "off" })}`;
}

/** What of the form is typed into fields that cannot be shown with their lines just now. */
export const bareLine = ({ lines }: BagForm): readonly Html[] =>
  lines.map(({ sku, text, was }, index) => {
    const state = { typed: { quantity: [text] }, faults: [] };
    const field = {
      name: "quantity",
      label: words.bagPage.quantityOf(sku),
      within: `line-${index}`,
    } as const;
    return html`${hiddenField("sku", sku)}${hiddenField("was", was)}${textField(state, { ...field, type: "number", inputMode: "numeric" })}`;
  });

/** Why it cannot be bought, and what is different from what was seen last. */
function notesOf({ changes }: Cart, line: CartLine): readonly Part[] {
  const told = changes.filter(({ sku }) => sku === line.sku).map(changeText);
  return [standingText(line), ...told].filter((text) => text !== undefined).map((text) => html`${text}`);
}

/** Why a line cannot be bought as it is. */
export function standingText({ standing, left, available }: CartLine): string | undefined {
  if (available) return undefined;
  if (standing === "sold_out") return words.bagPage.soldOut;
  if (standing === "not_on_sale") return words.bagPage.notOnSale;
  if (standing === "available") return words.bagPage.tooMuch;
  return left === undefined ? words.bagPage.fewer : words.bagPage.fewerLeft(left);
}

/** What keeps it from being bought is said already. */
function changeText({ type, from, to }: CartChange): string | undefined {
  if (type === "available_again") return words.bagPage.availableAgain;
  if (!from || !to) return undefined;
  const say = type === "price_up" ? words.bagPage.priceUp : words.bagPage.priceDown;
  return say(moneyText(from), moneyText(to));
}
