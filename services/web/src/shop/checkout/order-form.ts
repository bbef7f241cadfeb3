/** The order that a checkout's form asks for, or all that is wrong with it. Pure. */
import type { Problem } from "@shop/client/refusal";
import { AddressInput, ContactInput } from "@shop/contracts/language/address";
import { Money } from "@shop/contracts/language/values";
import type { OrderRequest } from "@shop/contracts/order/orders";
import type { SavedAddress } from "@shop/contracts/user/addresses";
import type { FieldFault } from "@shop/kit/http/server/form";
import { valueOf, type FormState } from "../../parts/form/state.ts";
import { words } from "../../words/en.ts";
import type { WayToPay } from "./payment.ts";

const { checkoutPage } = words;

/** The value of `address` that means what is typed. */
export const newAddress = "new";

/** Which of the saved addresses is meant; undefined: what is typed, or one that is no more. */
export const savedOf = (form: FormState, saved: readonly SavedAddress[]): SavedAddress | undefined =>
  saved.find(({ id }) => id === valueOf(form, "address"));

export type Place = {
  readonly country: string;
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
};

/** As far as it is known where it goes. */
export function placeOf(form: FormState, saved: readonly SavedAddress[], homeCountry: string): Place {
  const chosen = savedOf(form, saved);
  if (chosen) return chosen;
  const country = valueOf(form, "country");
  const given = AddressInput.pick({ region: true, postalCode: true }).safeParse({
    region: valueOf(form, "region"),
    postalCode: valueOf(form, "postalCode"),
  });
  return { country: /^[A-Z]{2}$/.test(country) ? country : homeCountry, ...given.data };
}

export type Read =
  | { readonly order: OrderRequest; readonly faults: readonly [] }
  | { readonly order: undefined; readonly faults: readonly FieldFault[] };

export function readOrder(form: FormState, saved: readonly SavedAddress[], way: WayToPay): Read {
  const faults: FieldFault[] = [];
  const contact = ContactInput.safeParse(given(form, ["email", "name"]));
  faults.push(...faultsOf(contact.error?.issues, form));
  const address = readAddress(form, saved);
  if ("faults" in address) faults.push(...address.faults.filter(isNew(faults)));
  const expectedTotal = seenTotal(form);
  if (!expectedTotal) faults.push(faultAt("shippingMethod", checkoutPage.methodMissing));
  const payment = way.read(form);
  if ("path" in payment) faults.push(payment);
  if (!contact.data || "faults" in address || !expectedTotal || "path" in payment)
    return { order: undefined, faults };
  const shippingMethod = valueOf(form, "shippingMethod");
  return {
    order: { contact: contact.data, shippingAddress: address, shippingMethod, payment, expectedTotal },
    faults: [],
  };
}

/** A name that is missing is asked for once. */
const isNew =
  (known: readonly FieldFault[]) =>
  ({ path }: FieldFault): boolean =>
    path !== "name" || !known.some((fault) => fault.path === "name");

type Faulty = { readonly faults: readonly FieldFault[] };

function readAddress(form: FormState, saved: readonly SavedAddress[]): AddressInput | Faulty {
  const chosen = savedOf(form, saved);
  if (chosen) {
    const { id: _id, isDefault: _isDefault, version: _version, ...address } = chosen;
    return address;
  }
  if (!["", newAddress].includes(valueOf(form, "address")))
    return { faults: [faultAt("address", checkoutPage.gone)] };
  const typed = given(form, ["line1", "line2", "city", "region", "postalCode", "country"]);
  const nameField = valueOf(form, "recipient").trim() === "" ? "name" : "recipient";
  const read = AddressInput.safeParse({ ...typed, name: valueOf(form, nameField) || undefined });
  return read.data ?? { faults: faultsOf(read.error?.issues, form, nameField) };
}

/** What is left empty is not given. */
const given = (form: FormState, names: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, valueOf(form, name) || undefined]));

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

const faultsOf = (issues: readonly Issue[] = [], form: FormState, nameField = "name"): FieldFault[] =>
  issues.map(({ path, message }) => {
    const field = path[0] === "name" ? nameField : String(path[0]);
    return { path: field, message, isMissing: valueOf(form, field).trim() === "" };
  });

export const faultAt = (path: string, message: string): FieldFault => ({ path, message, isMissing: false });

/** Nobody has said yet whether this order was placed: as somebody else it would be another. */
export const isOpen = (form: FormState): boolean => valueOf(form, "open") !== "";

/** The same form, of which that is known or not. */
export function withOpen(form: FormState, open: boolean): FormState {
  const { open: _open, ...typed } = form.typed;
  return { ...form, typed: open ? { ...typed, open: ["yes"] } : typed };
}

/** What the page has shown as the total for this way to send it. */
export function seenTotal(form: FormState): Money | undefined {
  const method = valueOf(form, "shippingMethod");
  const seen = (form.typed["seen"] ?? []).map((text) => text.split(":"));
  const [, amount = "", currency] = seen.find(([id]) => method !== "" && id === method) ?? [];
  if (!/^\d{1,13}$/.test(amount)) return undefined;
  return Money.safeParse({ amount: Number(amount), currency }).data;
}

/** What the order service says of an address stands at the field that it is about. */
export function faultsIn({ errors = [], detail }: Problem, form: FormState, hasSaved: boolean): FieldFault[] {
  const faults = errors.map(({ path, message }) => {
    const field = fieldAt(path, hasSaved);
    return { path: field, message, isMissing: field !== "address" && valueOf(form, field).trim() === "" };
  });
  return faults.length > 0 ? faults : [faultAt("", detail)];
}

function fieldAt(path: string, hasSaved: boolean): string {
  const [part, field = ""] = path.split(".");
  if (part === "shippingAddress" && hasSaved) return "address";
  if (part === "shippingAddress") return field === "name" ? "recipient" : field;
  return part === "contact" ? field : (part ?? "");
}
