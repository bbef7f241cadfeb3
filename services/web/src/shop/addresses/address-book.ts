/** The address book: looked at and changed. */
import { isProblem, type Problem } from "@shop/client/refusal";
import { maxAddresses, type SavedAddress } from "@shop/contracts/user/addresses";
import type { TypedAddress } from "@shop/contracts/web/account";
import type { Form } from "@shop/kit/http/server/form";
import type { Asks } from "../../asking/asks.ts";
import { faultsIn } from "../../asking/faults.ts";
import { orAway } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import type { Part } from "../../parts/html.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { asCustomer, type AccountDeps } from "../account/account-visit.ts";
import { refusalOf } from "../account/refused.ts";
import { addressLines } from "../order/address-lines.ts";
import { addressesView, addressFormView } from "./view.ts";

export type AddressDeps = AccountDeps & { readonly homeCountry: string };

const path = "/account/addresses";
const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
const { changed, done, gone, tooMany } = words.addressPages;

export type Done = keyof typeof done;

export const showAddresses = (
  deps: AddressDeps,
  asked: Asked,
  { done: what, bad }: { readonly done?: Done | undefined; readonly bad?: string | undefined } = {},
): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const addresses = await readBook(customer.asks);
    const told = { bad, good: bad === undefined && what !== undefined ? done[what] : undefined };
    const html = addressesView(deps.frame, { customer, addresses, told });
    const status = addresses ? bad !== undefined && 400 : 503;
    return status === false ? { html } : { html, status };
  });

/** All of it. Undefined: it cannot be had just now. */
async function readBook({ user }: Asks): Promise<readonly SavedAddress[] | undefined> {
  const answer = await orAway(user.listAddresses({ query: { limit: maxAddresses } }));
  return answer === "away" || isProblem(answer) ? undefined : answer.body.items;
}

export const openNewAddress = (deps: AddressDeps, asked: Asked): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path: `${path}/new` }, async ({ name, takenOver }) => {
    const { frame, homeCountry } = deps;
    const form = filled({ name, country: homeCountry });
    return { html: addressFormView(frame, { form, homeCountry, takenOver }) };
  });

export const openAddress = (deps: AddressDeps, asked: Asked, id: string): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path: pathOf(id) }, async (customer) => {
    const book = await readBook(customer.asks);
    const address = book?.find((each) => each.id === id);
    if (!address) {
      const told = { bad: book ? gone : undefined };
      const html = addressesView(deps.frame, { customer, addresses: book, told });
      return { html, status: book ? 404 : 503 };
    }
    const { isDefault, version, ...lines } = address;
    const { frame, homeCountry } = deps;
    const { takenOver } = customer;
    const form = filled({ ...lines, version: `${version}` });
    return { html: addressFormView(frame, { form, id, homeCountry, isDefault, takenOver }) };
  });

/** Without `id` a new one. */
export function saveAddress(
  deps: AddressDeps,
  asked: Asked,
  { id, form }: { readonly id?: string | undefined; readonly form: Form<TypedAddress> },
): Promise<WebAnswer> {
  const { frame, homeCountry } = deps;
  const page = ({ status, takenOver, bad, faults = form.faults, typed = form.typed }: Again): WebAnswer => ({
    html: addressFormView(frame, { form: { typed, faults }, id, homeCountry, takenOver, told: { bad } }),
    status,
  });
  const visit = { path: id === undefined ? path : pathOf(id), orElse: page };
  return asCustomer(deps, asked, visit, async ({ asks, takenOver }) => {
    if (!form.value) return page({ status: 400, takenOver });
    const answer = await orAway(save(asks, id, form.value));
    if (answer !== "away" && !isProblem(answer))
      return { to: `${path}?done=${id === undefined ? "added" : "changed"}` };
    if (id !== undefined && answer !== "away" && answer.status === 412)
      return page({ takenOver, ...(await changedSince(asks, id, form)) });
    const faults = answer === "away" ? undefined : faultsIn(answer, names);
    return page({ takenOver, ...(faults ? { status: 400, faults } : whyNot(answer)) });
  });
}

function save(
  asks: Asks,
  id: string | undefined,
  { isDefault, version, ...lines }: TypedAddress,
): Promise<object> {
  const asDefault = isDefault === "yes" && { isDefault: true };
  if (id === undefined) return asks.user.addAddress({ body: { ...lines, ...asDefault } });
  const body = { ...emptied, ...lines, ...asDefault };
  return asks.user.updateAddress({ params: { id }, body, ifMatch: version && Number(version) });
}

/** Another tab was faster: what it has saved is told, and replaced only when that is meant. */
async function changedSince(asks: Asks, id: string, { typed }: Pick<FormState, "typed">) {
  const answer = await orAway(asks.user.getAddress({ params: { id } }));
  if (answer === "away" || isProblem(answer)) return whyNot(answer);
  const { version, ...address } = answer.body;
  const bad = changed(addressLines(address).join(", "));
  return { status: 409, bad, typed: { ...typed, version: [`${version}`] } };
}

type Again = {
  readonly status: Status;
  readonly bad?: Part | string;
  readonly faults?: FormState["faults"];
  readonly typed?: FormState["typed"];
  readonly takenOver?: TakenOver | undefined;
};

/** What was left empty is taken away. */
const emptied = { line2: null, region: null, postalCode: null } as const;

const names = Object.fromEntries(
  ["name", "line1", "line2", "postalCode", "city", "region", "country"].map((name) => [name, name]),
);

function whyNot(problem: Problem | "away") {
  if (problem === "away") return refusalOf(problem);
  if (problem.code === "address.too_many") return { status: 400, bad: tooMany };
  return problem.code === "address.not_found" ? { status: 404, bad: gone } : refusalOf(problem);
}

export const removeAddress = (deps: AddressDeps, asked: Asked, id: string): Promise<WebAnswer> =>
  change(deps, asked, "removed", ({ user }) => user.removeAddress({ params: { id } }));

export const setDefault = (deps: AddressDeps, asked: Asked, id: string): Promise<WebAnswer> =>
  change(deps, asked, "default", ({ user }) =>
    user.updateAddress({ params: { id }, body: { isDefault: true } }),
  );

const change = (
  deps: AddressDeps,
  asked: Asked,
  what: Done,
  ask: (asks: Asks) => Promise<object>,
): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const answer = await orAway(ask(customer.asks));
    if (answer !== "away" && !isProblem(answer)) return { to: `${path}?done=${what}` };
    const { status, bad } = whyNot(answer);
    const addresses = await readBook(customer.asks);
    return { html: addressesView(deps.frame, { customer, addresses, told: { bad } }), status };
  });
