import type { Frame } from "../parts/frame.ts";
import { html, type Html } from "../parts/html.ts";
import { breadcrumbs, facts, pager, table, timeline } from "../parts/list.ts";
import { pill } from "../parts/notice.ts";

const steps = [
  { name: "Electronics", href: "#lists" },
  { name: "Phones & Tablets", href: "#lists" },
  { name: "Phone Covers", href: "#lists" },
];
const orders = [
  { number: "2026-000123", state: pill("good", "Delivered"), total: "€24.89" },
  { number: "2026-000124", state: pill("wait", "Waiting for payment"), total: "€1,024.89" },
];

export const listParts = ({ clock }: Frame): Html =>
  html`${breadcrumbs(steps)}
  ${table(
    "Orders",
    [
      { title: "Order", cell: ({ number }) => number },
      { title: "State", cell: ({ state }) => state },
      { title: "Total", cell: ({ total }) => total, isNumber: true },
    ],
    orders,
  )}
  ${facts([
    ["Goods", "€19.99"],
    ["Shipping", "€4.90"],
    ["Total", html`<strong>€24.89</strong>`],
  ])}
  ${timeline([
    { id: "1", at: clock.moment("2026-11-25T10:15:30.123Z"), text: "We have your order." },
    { id: "2", at: clock.moment("2026-11-25T10:16:30.123Z"), text: "It is paid." },
    { id: "3", at: clock.moment("2026-11-26T08:16:30.123Z"), text: "It is on its way." },
  ])}
  ${pager({ first: "#lists", next: "#lists" })}`;
