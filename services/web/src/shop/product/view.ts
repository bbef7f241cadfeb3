import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import type { Product } from "@shop/contracts/catalog/products";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { moneyText } from "../../parts/money.ts";

export const productView = (
  frame: Frame,
  {
    product,
  }: {
    readonly product: Product;
    readonly sku: string | undefined;
    /** Undefined: they cannot be had just now. */
    readonly related: readonly ProductItem[] | undefined;
  },
): Html =>
  layout(frame, {
    title: product.name,
    description: product.description.slice(0, 160),
    canonical: `/p/${product.slug}`,
    main: html`<h1>${product.name}</h1>
      <p>${product.price && moneyText(product.price)}</p>`,
  });
