/** All words that people read, in English. Each slice has a file of its own beside this one, which is named here. */
import { bagWords } from "./bag.ts";
import { checkoutWords } from "./checkout.ts";
import { accountWords } from "./account.ts";
import { addressWords } from "./addresses.ts";
import { forgottenWords } from "./forgotten.ts";
import { joiningWords } from "./joining.ts";
import { orderWords } from "./order.ts";
import { secondFactorWords } from "./second-factor.ts";
import { signInWords } from "./sign-in.ts";
import { about } from "./about.ts";
import { homePage } from "./home.ts";
import { listing } from "./listing.ts";
import { productPage } from "./product.ts";
import { reviews } from "./reviews.ts";
import { searching } from "./search.ts";

export const words = {
  bagPage: bagWords,
  checkoutPage: checkoutWords,
  orderPage: orderWords,
  signIn: signInWords,
  joining: joiningWords,
  forgotten: forgottenWords,
  accountPage: accountWords,
  addressPages: addressWords,
  secondFactorPage: secondFactorWords,
  shop: "SuperCoolShop",
  skip: "Skip to the content",
  search: "Search",
  searchFor: "What are you looking for?",
  promise: "Good things, honestly described.",
  yours: "Yours",
  account: "Account",
  bag: "Bag",
  more: "More",
  newTab: "(in a new tab)",
  help: "Help",
  privacy: "Privacy",
  findOrder: "Find an order",
  home: "To the start",
  start: "Start",
  enter: "Enter",
  optional: "(optional)",
  mend: "Please look at this again",
  noPrice: "Not sold just now",
  /** Of a product whose variants do not all cost the same. */
  fromPrice: (lowest: string): string => `from ${lowest}`,
  unrated: "Not rated yet",
  rated: "Rated",
  outOfFive: "out of 5",
  noPicture: "No picture",
  soldOut: "Sold out",
  sentInVain: "No answer came. Please look whether it was done, and try again.",
  changed: "Updated",
  pages: "Pages",
  firstPage: "First page",
  nextPage: "Next page",
  whereYouAre: "Where you are",
  wrong: "Something went wrong",
  requestId: "If you ask us about it, name this number:",
  /** By the status of the answer. */
  errors: {
    400: "That cannot be right",
    401: "Sign in first",
    403: "That is not possible",
    404: "There is nothing here",
    405: "That is not possible",
    408: "It took too long to arrive",
    409: "That does not work any more",
    413: "That is too much",
    415: "That cannot be read",
    429: "Too much at once",
    503: "Not possible just now",
    504: "It took too long",
  } as Readonly<Record<number, string>>,
  about,
  homePage,
  listing,
  productPage,
  reviews,
  searching,
};
