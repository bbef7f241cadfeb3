/** The way in. */
export const homePage = {
  title: "Things that last, at fair prices",
  description:
    "Phones and covers, clothes, things for the home, books, outdoor and toys: look around, buy as a guest, and watch your order move.",
  heading: "Find something you will keep",
  intro: "Look around by category, or search for what you have in mind.",
  look: "See everything new",
  categories: "Categories",
  newest: "Just in",
  bestRated: "Best rated",
  missingCategories: "Our categories cannot be shown just now. Searching may work.",
  missingNewest: "What is new cannot be shown just now.",
  missingBestRated: "What is best rated cannot be shown just now.",
  allCategories: "More categories",
  empty: "There is nothing to buy here yet. Please come back soon.",
} as const;
