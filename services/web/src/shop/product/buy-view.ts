/** What it costs, which one it is to be, and how it gets into the bag. */
import type { Product } from "@shop/contracts/catalog/products";
import { button, choiceField, hiddenField, type Choice } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { filled } from "../../parts/form/state.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { pill } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { canBuy, groupsOf, type Choosable, type Group, type Variant } from "./variants.ts";

const { productPage } = words;

export function buySection(product: Product, chosen: Variant): Html {
  const groups = groupsOf(product, chosen);
  return html`<section class="buy" aria-label="${productPage.buy}">
    ${standing(product, chosen)} ${groups.length > 1 && before(product, groups.slice(0, -1), chosen)}
    <form method="post" action="/bag/lines" autocomplete="off" novalidate data-swap="notice">
      ${hiddenField("product", product.slug)} ${lastGroup(product, groups, chosen)}
      ${addPart(product, chosen)}
    </form>
    <p class="fine">
      ${productPage.after} <a href="/help">${words.help}</a> · <a href="/bag">${productPage.toBag}</a>
    </p>
  </section>`;
}

/** Of the one that is chosen; read aloud when it is another. */
const standing = (product: Product, chosen: Variant): Html =>
  html`<div class="standing" data-part="standing" data-say>
    ${product.variants.length > 1 && html`<p class="hidden">${chosen.name}</p>`}
    <p class="price large">${chosen.price ? moneyText(chosen.price) : words.noPrice}</p>
    <p>${stockPill(chosen)}</p>
  </div>`;

const stockPill = (chosen: Variant): Part => {
  if (chosen.price === null) return undefined;
  return chosen.inStock ? pill("good", productPage.inStock) : pill("bad", words.soldOut);
};

/** Whatever is chosen here decides what there is of the rest: another page, which a script puts in place at once. */
const before = ({ slug }: Product, groups: readonly Group[], chosen: Variant): Html =>
  html`${groups.map(
    (group, index) =>
      html`<form class="chooser" action="/p/${slug}" autocomplete="off" data-swap="product">
        ${field(group, chosen, { within: `option-${index}`, choose: { from: `/p/${slug}`, parts: "product" } })}
        <p class="unscripted">${button(productPage.choose, { kind: "plain", about: group.name ?? "" })}</p>
      </form>`,
  )}`;

function lastGroup({ slug }: Product, groups: readonly Group[], chosen: Variant): Html {
  const group = groups.at(-1);
  if (!group) return hiddenField("sku", chosen.sku);
  return field(group, chosen, { choose: { from: `/p/${slug}`, parts: "standing adding pictures" } });
}

type Chooser = {
  readonly within?: string;
  readonly choose: { readonly from: string; readonly parts: string };
};

function field({ name, choices }: Group, chosen: Variant, chooser: Chooser): Html {
  const own = choices.find(({ variant }) => variant.sku === chosen.sku);
  const prices = new Set(choices.map(({ variant }) => variant.price?.amount));
  return choiceField(filled({ sku: own?.variant.sku }), {
    name: "sku",
    label: name === null ? productPage.which : name.charAt(0).toUpperCase() + name.slice(1),
    choices: choices.map((choice) => toChoice(choice, prices.size > 1)),
    look: "options",
    ...chooser,
  });
}

const toChoice = ({ variant, label, isGone }: Choosable, tellsPrice: boolean): Choice => ({
  value: variant.sku,
  label,
  ...(tellsPrice && variant.price && { note: html`${moneyText(variant.price)}` }),
  without: isGone ? words.soldOut : undefined,
});

/** Where it cannot be had, the button says why; without a script another may have been chosen, and it works. */
const addPart = (product: Product, chosen: Variant): Html =>
  html`<div class="adding" data-part="adding">
    ${product.variants.some(canBuy) ? adding(chosen) : html`<p class="missing">${productPage.allGone}</p>`}
  </div>`;

const adding = (chosen: Variant): Html =>
  html`${textField(filled({ quantity: "1" }), { name: "quantity", label: productPage.quantity, type: "number", inputMode: "numeric", min: 1, max: 99 })}
  ${button(productPage.add, canBuy(chosen) ? {} : { without: { id: "why-not", text: productPage.gone } })}`;
