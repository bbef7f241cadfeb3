/** Lists of products: categories and searches. */
export const listing = {
  products: "Products",
  /** Behind the name of a category. */
  description: (name: string, brands: readonly string[]): string =>
    brands.length > 0 ? `${name} at SuperCoolShop, from ${brands.join(", ")}.` : `${name} at SuperCoolShop.`,
  under: (name: string): string => `In ${name}`,
  filter: "Filter",
  show: "Show products",
  chosen: "Chosen",
  drop: "Remove",
  dropAll: "Remove all filters",
  category: "Category",
  brand: "Brand",
  price: "Price",
  priceFrom: "From",
  priceTo: "To",
  between: (low: string, high: string): string => `between ${low} and ${high}`,
  inStock: "In stock only",
  sort: "Sort by",
  sorts: {
    relevance: "Best match",
    newest: "Newest",
    rating: "Best rated",
    price: "Price, lowest first",
    "-price": "Price, highest first",
    name: "Name",
  },
  found: (value: number, isExact: boolean): string => {
    const text = value.toLocaleString("en");
    if (!isExact) return `More than ${text} products`;
    return value === 1 ? "1 product" : `${text} products`;
  },
  /** Read aloud with the number of what could be chosen. */
  count: (value: number): string => (value === 1 ? "1 product" : `${value} products`),
  ignored: (parts: string): string =>
    `We did not understand a part of this address, and left it out: ${parts}.`,
  ignoredOf: (name: string, value: string): string => `${name} “${value}”`,
  fields: {
    q: "search",
    category: "category",
    brand: "brand",
    minPrice: "lowest price",
    maxPrice: "highest price",
    inStock: "in stock",
    sort: "order",
    cursor: "page",
  },
  missing: "The products cannot be shown just now. Please try again in a minute.",
  missingPlace: "Where this is among our categories cannot be shown just now.",
  emptyTitle: "Nothing here",
  emptyCategory: "There is nothing to buy in this category yet.",
  noneTitle: "Nothing fits all of this",
  noneOf: "No product has everything that you chose. Try it without one of these:",
  noneAtAll: "No product has everything that you chose, and leaving out one thing is not enough.",
  without: (choice: string): string => `Without ${choice}`,
  goneTitle: "This category is not here",
  gone: "It may have been renamed or taken away. These are the categories that we have:",
  goneMissing: "It may have been renamed or taken away.",
  categories: "All categories",
} as const;
