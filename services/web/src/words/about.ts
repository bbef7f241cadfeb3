/** Help, and what the shop keeps of people: what is true of this shop as it is built. */
import { sessionDays } from "@shop/contracts/user/browser-sessions";

type Section = { readonly id: string; readonly title: string; readonly text: readonly string[] };

const { idle, most } = sessionDays;

const help: readonly Section[] = [
  {
    id: "shipping",
    title: "Shipping",
    text: [
      "What shipping costs and how many days it takes depends on where you are and on what is in your bag. The bag and the checkout show it before you buy; there is nothing to add afterwards.",
      "When your parcel leaves us, you get a mail with its number, and your order’s page shows where it is.",
    ],
  },
  {
    id: "paying",
    title: "Paying",
    text: [
      "Your card is charged when everything that you ordered has been set aside for you, and once: pressing the button twice, or again after an error, is one order.",
      "If your card is declined, nothing is charged. Your bag and your address stay as they are, so that you can try another card.",
    ],
  },
  {
    id: "following",
    title: "Following your order",
    text: [
      "Each order has a page that shows every step as it happens. With an account you find it under your orders. As a guest you see it in the browser that you bought with; anywhere else, give us the number of your order and your e-mail address, and we send you a link that shows it for a day.",
    ],
  },
  {
    id: "cancelling",
    title: "Cancelling",
    text: [
      "As long as an order has not been sent, you can cancel it yourself, on its page: signed in with the account that ordered it or, as a guest, in the browser that you bought with. What you paid goes back to your card; how many days that takes, your bank decides.",
    ],
  },
  {
    id: "returns",
    title: "Sending something back",
    text: [
      "You have 14 days from the day it arrived to change your mind. Answer the mail about your order and say what you send back; you are told where to send it.",
      "What you paid for it goes back the way it came. The refund is shown on your order’s page, and there is a credit note with your invoice.",
    ],
  },
  {
    id: "account",
    title: "Your account",
    text: [
      "You can buy without one. If you make one later and sign in with the browser that you bought with, what you bought as a guest is taken over into it.",
      "Forgotten your password? The page to sign in leads to a new one.",
    ],
  },
];

const privacy: readonly Section[] = [
  {
    id: "keeping",
    title: "What we keep, and why",
    text: [
      "Looking around leaves nothing about you: pages for everybody are the same for everybody, and are asked for without a cookie.",
      "When you put something into the bag, we keep what is in it. A bag that nobody touches for 90 days is forgotten.",
      `Without an account, your bag is yours by the session cookie alone: when you have not come for ${idle} days, or ${most} days after you began it, it is empty again. With an account it is there whenever you sign in.`,
      "When you order, we keep your name, e-mail address, postal address, and what you bought and paid: we need it to send your order, and the law wants invoices to be kept.",
      "With an account we also keep your addresses, where you are signed in, and a fingerprint of your password, from which it cannot be read.",
      "We never see the number of your card: only the payment provider does.",
      "Your reviews are shown without your name.",
    ],
  },
  {
    id: "cookies",
    title: "Cookies",
    text: [
      "We set two, and two more for a while when somebody signs in; all are our own, and only what the shop needs to work. No page of ours loads anything from another host, counts you or shows advertising.",
    ],
  },
  {
    id: "yours",
    title: "What you can do",
    text: [
      "In your account you can read and take away a copy of all that we hold about you, and have your account erased.",
      "An erasure begins at once and signs you out everywhere. Orders that are on their way are waited for, 30 days at most. What the law wants kept of an order stays without your name and address.",
    ],
  },
];

export const about = {
  helpTitle: "Help",
  helpDescription: "Shipping, paying, following, cancelling and sending back.",
  privacyTitle: "Privacy",
  privacyDescription: "What SuperCoolShop keeps of you, why, for how long, and which cookies it sets.",
  onThisPage: "On this page",
  help,
  privacy,
  cookies: {
    caption: "The cookies that this shop sets",
    name: "Name",
    purpose: "What for",
    lasts: "How long",
    rows: [
      {
        name: "session",
        purpose:
          "Says which bag or account is yours. It is set when you put something into the bag or sign in, no script can read it, and by https it is called __Host-session.",
        lasts: `Until you sign out or have not come for ${idle} days, ${most} days at most`,
      },
      {
        name: "badge",
        purpose:
          "How many things are in your bag and whether you are signed in, for the top of the page. It gives nobody any right.",
        lasts: `${most} days, or until you sign out`,
      },
      {
        name: "guest",
        purpose:
          "Only when you have signed in and what you chose before could not be put into your bag at once: it is put there when you open another page. No script can read it.",
        lasts: `Until that is done, ${idle} days at most`,
      },
      {
        name: "claimed",
        purpose:
          "How many of the things that you chose before you signed in are in your bag now, to tell you once.",
        lasts: "Two minutes at most",
      },
    ],
  },
  toAccount: "Your data in your account",
  toOrders: "Find an order",
} as const;
export type AboutSection = Section;
