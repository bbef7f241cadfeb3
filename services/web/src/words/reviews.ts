/** What customers say of a product. */
export const reviews = {
  title: (product: string): string => `Reviews of ${product}`,
  description: (product: string): string => `What customers say of ${product}.`,
  heading: "Reviews",
  back: "Back to the product",
  write: "Write a review",
  none: "Nobody has reviewed it yet",
  noneText: "Have you got it? Tell others how it is.",
  verified: "Bought here",
  untitled: "Review",
  missing: "The reviews cannot be shown just now. Please try again in a minute.",
  missingProduct: "The product cannot be shown just now.",
  gone: "This product is not sold here any more",
  goneText: "Look around in our categories, or search for something like it.",
  stars: (value: number): string => `${value} out of 5 stars`,
  formTitle: (product: string): string => `Your review of ${product}`,
  formHeading: "Your review",
  fields: { rating: "Your rating", title: "Title", text: "Your review" },
  textHint: "What is it like to use? What should others know? Please write nothing that says who you are.",
  ratings: {
    5: "5 – excellent",
    4: "4 – good",
    3: "3 – all right",
    2: "2 – poor",
    1: "1 – bad",
  },
  send: "Publish your review",
  rule: "You can review a product once. Reviews are shown without your name.",
  exists: "You have reviewed this product already. There can be one review of each customer.",
  own: "See yours",
  hidden: "The shop does not show this review.",
  takeBack: "Take it back",
  takeBackText: "It leaves the shop at once, and you can write another one.",
  notTakenBack: {
    away: "Your review could not be taken back just now. Please try again in a minute.",
    tooMany: (wait: string): string =>
      `That was too much at once. Your review is still there: press the button again in ${wait}.`,
  },
  signIn:
    "Sign in to publish it. What you wrote stays on this page: sign in in another tab, then press the button again.",
  signInLink: "Sign in",
  away: "Your review could not be published just now. What you wrote is still here: please press the button again in a minute.",
  mayBePublished:
    "We have not heard in time whether your review was published. What you wrote is still here: look among the reviews, or press the button again. It is published once.",
  tooMany: (wait: string): string =>
    `That was too much at once. Your review was not published, and what you wrote is still here: press the button again in ${wait}.`,
  unknown:
    "We cannot tell who you are just now. What you wrote is still here: please press the button again in a minute.",
} as const;
