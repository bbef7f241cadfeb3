import type { CategoryItem } from "@shop/contracts/catalog/categories";
import { categoryWays } from "../../parts/category.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { words } from "../../words/en.ts";

const { listing } = words;

/** A category that is not there, and those that are. */
export const goneView = (frame: Frame, categories: readonly CategoryItem[] | undefined): Html =>
  layout(frame, {
    title: listing.goneTitle,
    main: html`<h1>${listing.goneTitle}</h1>
      <p>${categories?.length ? listing.gone : listing.goneMissing}</p>
      ${categoryWays(listing.categories, toWays(categories ?? []))}
      <p><a href="/">${words.home}</a></p>`,
  });

export const toWays = (categories: readonly CategoryItem[]) =>
  categories.map(({ name, slug, products }) => ({ name, href: `/c/${slug}`, products }));
