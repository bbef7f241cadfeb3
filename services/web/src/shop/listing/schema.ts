/** What programs read of lists (schema.org). Pure. */
import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import type { Frame } from "../../parts/frame.ts";

type Step = { readonly name: string; readonly href: string };

export const breadcrumbData = ({ shopUrl }: Pick<Frame, "shopUrl">, steps: readonly Step[]): object => ({
  "@context": "https://schema.org",
  "@type": "BreadcrumbList",
  itemListElement: steps.map(({ name, href }, index) => ({
    "@type": "ListItem",
    position: index + 1,
    name,
    item: shopUrl + href,
  })),
});

/** Each product has a page of its own, which says the rest. */
export const itemListData = ({ shopUrl }: Pick<Frame, "shopUrl">, items: readonly ProductItem[]): object[] =>
  items.length === 0
    ? []
    : [
        {
          "@context": "https://schema.org",
          "@type": "ItemList",
          itemListElement: items.map(({ slug }, index) => ({
            "@type": "ListItem",
            position: index + 1,
            url: `${shopUrl}/p/${slug}`,
          })),
        },
      ];
