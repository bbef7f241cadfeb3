/**
 * What credit notes say, and how much of the order's taxes each gives back. Of each rate that is the tax of all that has
 * gone back with it, rounded once, less what the notes before have given: so a note never changes when another follows,
 * and together they give the order's taxes when everything is paid back. Pure.
 */
import type { Invoice } from "@shop/contracts/order/invoices";
import type { TaxPart } from "@shop/contracts/order/tax-rates";
import type { Order } from "../orders/order.ts";
import { part, shares } from "../pricing/money.ts";
import { sumOf } from "../pricing/tax-groups.ts";
import type { Refund } from "../refunds/refund.ts";

type Note = Refund & { readonly creditNote: string; readonly doneAt: Date };

const isNote = (refund: Refund): refund is Note => refund.creditNote !== null && refund.doneAt !== null;

export function toCreditNotes(order: Pick<Order, "lines" | "taxes" | "refunds">): Invoice["creditNotes"] {
  const { lines, refunds } = order;
  const nameOf = (sku: string) => lines.find((line) => line.sku === sku)?.name ?? sku;
  const notes = refunds.filter(isNote);
  const taxes = taxesOf(order, notes);
  return notes.map((note) => ({
    number: note.creditNote,
    issuedAt: note.doneAt.toISOString(),
    amount: note.amount,
    lines: note.lines.map(({ sku, quantity, amount }) => ({ sku, name: nameOf(sku), quantity, amount })),
    shipping: note.shipping,
    ...(taxes && { taxes: taxes.get(note.id) ?? [] }),
    reason: note.reason,
  }));
}

type Taxed = Pick<Order, "lines" | "taxes">;

/** By the refund; undefined where nobody knows which line is of which of several rates. */
function taxesOf(order: Taxed, notes: readonly Note[]): ReadonlyMap<string, TaxPart[]> | undefined {
  const { lines, taxes } = order;
  if (taxes.length > 1 && lines.some(({ taxRate }) => taxRate === undefined)) return undefined;
  let before = taxes.map(() => 0);
  const given = new Map<string, TaxPart[]>();
  for (const note of notes.toSorted((a, b) => compare(a.creditNote, b.creditNote))) {
    const after = goneAfter(order, before, note);
    given.set(note.id, between(taxes, before, after));
    before = after;
  }
  return given;
}

/** In the order in which they were numbered: `2026-C9` before `2026-C10`. */
const { compare } = new Intl.Collator("en", { numeric: true });

/**
 * What has gone back of each rate, with its tax. Units and the shipping go back with their own rate, as far as a sum by
 * itself has left any of it; such a sum is of all rates, by what is left of each.
 */
function goneAfter({ lines, taxes }: Taxed, before: readonly number[], note: Note): number[] {
  const rateOf = new Map(lines.map(({ sku, taxRate }) => [sku, taxRate]));
  const left = taxes.map((each, place) => grossOf(each) - (before[place] ?? 0));
  const own = taxes.map(({ rate }, place) => {
    const units = note.lines.filter(({ sku }) => rateOf.get(sku) === rate);
    // The shipping is taxed with the highest rate, which stands first.
    const due = sumOf(units.map(({ amount }) => amount.amount)) + (place === 0 ? note.shipping.amount : 0);
    return Math.min(due, left[place] ?? 0);
  });
  const more = shares(
    note.amount.amount - sumOf(own),
    left.map((each, place) => each - (own[place] ?? 0)),
  );
  return own.map((each, place) => (before[place] ?? 0) + each + (more[place] ?? 0));
}

/** A rate of which nothing goes back is left out. */
const between = (taxes: readonly TaxPart[], before: readonly number[], after: readonly number[]): TaxPart[] =>
  taxes.flatMap((each, place) => {
    const [from = 0, to = 0] = [before[place], after[place]];
    if (to === from) return [];
    const { currency } = each.tax;
    const tax = taxWithin(each, to) - taxWithin(each, from);
    return [{ rate: each.rate, net: { amount: to - from - tax, currency }, tax: { amount: tax, currency } }];
  });

/** Of what has gone back, with its tax. Where some prices include this rate and others do not it was rounded twice, and is cut by what it came to. */
function taxWithin(each: TaxPart, gone: number): number {
  const { rate, tax } = each;
  const gross = grossOf(each);
  const isRoundedOnce = part(gross, rate, 10_000 + rate) === tax.amount;
  return isRoundedOnce ? part(gone, rate, 10_000 + rate) : part(gone, tax.amount, gross);
}

const grossOf = ({ net, tax }: TaxPart): number => net.amount + tax.amount;
