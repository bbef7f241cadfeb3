/** Home, categories, search, and what a robot reads. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { definePublicPage } from "../language/web-page.ts";
import { lookAround } from "./tags.ts";

/** As often as an address says it, and whatever: the page tells what it makes of it, instead of refusing. */
const said = z.array(z.string()).optional();

/** Of an unknown type, so that it does not become the type of every other parameter. */
const saidOfFamily: z.ZodType = z.array(z.string());

const filters = {
  /** Repeatable: any of them. */
  brand: said,
  /** In the currency's own units, as people write them: `19.99`. */
  minPrice: said,
  maxPrice: said,
  inStock: said,
  sort: said,
  cursor: said,
};

/** `attributes.<name>=<value>`: products that have all of these. */
const CategoryPageQuery = z.object(filters).catchall(saidOfFamily);
const SearchPageQuery = z.object({ q: said, category: said, ...filters }).catchall(saidOfFamily);

const still = { maxAgeS: 300, staleS: 3_600, tags: ["pages"] } as const;

const forRobots = {
  method: "get",
  access: "all",
  token: "ignored",
  ignoresUnknownQuery: true,
  status: 200,
  reply: z.string(),
} as const;
const sitemap = {
  ...forRobots,
  replyType: "application/xml",
  cacheControl: "public, max-age=3600",
  /** An hour old at most, for a robot that comes once a day, too: it must not be shown what was there at its last visit. */
  cache: { maxAgeS: 1_800, staleS: 1_800, tags: [] },
} as const;

/** More addresses than a part may hold, a robot does not read (sitemaps.org, protocol 0.9). */
export const maxAddresses = 50_000;

export const browsingPages = {
  homePage: definePublicPage({
    path: "/",
    summary: "The way in: categories, the newest, the best rated",
    cache: lookAround,
  }),
  categoryPage: definePublicPage({
    path: "/c/:slug",
    summary:
      "A category: where it stands, what is under it, and its products, filtered and sorted; an id leads to its slug",
    params: z.object({ slug: z.string() }),
    query: CategoryPageQuery,
    cache: lookAround,
  }),
  searchPage: definePublicPage({
    path: "/search",
    summary: "What a text finds, filtered and sorted; when that is nothing, what could be asked instead",
    query: SearchPageQuery,
    cache: lookAround,
  }),
  helpPage: definePublicPage({ path: "/help", summary: "Shipping, returns, payment", cache: still }),
  privacyPage: definePublicPage({
    path: "/privacy",
    summary: "What the shop keeps of people, and which cookies it sets",
    cache: still,
  }),
  robots: defineEndpoint({
    ...forRobots,
    path: "/robots.txt",
    summary: "Which pages a robot may read",
    replyType: "text/plain",
    cacheControl: "public, max-age=3600",
    cache: still,
  }),
  sitemap: defineEndpoint({
    ...sitemap,
    path: "/sitemap.xml",
    summary: "The parts of the sitemap",
  }),
  sitemapOfPages: defineEndpoint({
    ...sitemap,
    path: "/sitemap/pages.xml",
    summary: "The addresses of all pages that are no product's",
  }),
  sitemapOfProducts: defineEndpoint({
    ...forRobots,
    path: "/sitemap/products.xml",
    summary: `The addresses of ${maxAddresses} products at most, by id, after the one that is named`,
    query: z.object({ after: said }),
    replyType: "application/xml",
    replyMode: "stream",
    cacheControl: "public, max-age=3600",
    cost: 20,
  }),
};
