/** Every page that is the same for everybody, by what it is called here. */
export const publicPages = {
  home: "/",
  category: "/c/phone-cases",
  filtered: "/c/phone-cases?inStock=true&sort=price",
  search: "/search?q=phone+cover",
  nothingFound: "/search?q=zzqqxx",
  product: "/p/66432",
  reviews: "/p/66432/reviews",
  help: "/help",
  privacy: "/privacy",
} as const;

export const widths = [320, 768, 1280] as const;
/** Of a window of 1280 px whose text is shown at 200 %, as a style sheet sees it. */
export const atDouble = 640;
export const schemes = ["light", "dark"] as const;
