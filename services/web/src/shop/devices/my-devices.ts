/** Where somebody is signed in: looked at, and ended. */
import { isProblem, type Problem } from "@shop/client/refusal";
import type { Session } from "@shop/contracts/user/sessions";
import type { Asks } from "../../asking/asks.ts";
import { orAway } from "../../asking/or-missing.ts";
import { pageAt } from "../../asking/page-at.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { asCustomer, type AccountDeps, type Customer } from "../account/account-visit.ts";
import { refusalOf } from "../account/refused.ts";
import { leaveShop } from "../sign-in/leave-shop.ts";
import { devicesView } from "./view.ts";

const path = "/account/sessions";
const { doneDevices } = words.accountPage;

export type DevicesWanted = {
  readonly done?: keyof typeof doneDevices | undefined;
  readonly cursor?: string | undefined;
};

const pathOf = (cursor: string): string => `${path}?${new URLSearchParams({ cursor }).toString()}`;

export const showDevices = (deps: AccountDeps, asked: Asked, wanted: DevicesWanted): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const { done, cursor } = wanted;
    const page = await pageAt(cursor, customer.asks.user.listSessions({ query: { limit: 20, cursor } }));
    if (page === "anew") return { to: path };
    const html = devicesView(deps.frame, {
      customer,
      sessions: page?.items,
      first: cursor === undefined ? undefined : path,
      next: page?.next ? pathOf(page.next) : undefined,
      told: { good: done && doneDevices[done] },
    });
    return page ? { html } : { html, status: 503 };
  });

/** Whoever ends the session of this browser signs out. */
export const endDevice = (deps: AccountDeps, asked: Asked, id: string): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const sessions = await allOf(customer.asks);
    if (sessions?.some((each) => each.id === id && each.current)) return leaveShop(deps, asked);
    const answer = await orAway(customer.asks.user.endSession({ params: { id } }));
    if (isLeft(answer)) return notDone(deps, customer, refusalOf(answer));
    return { to: `${path}?done=ended` };
  });

/** One that is not there has ended. */
const isLeft = (answer: object | "away"): answer is Problem | "away" =>
  answer === "away" || (isProblem(answer) && answer.code !== "session.not_found");

export const endOthers = (deps: AccountDeps, asked: Asked): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    for (let round = 0; round < mostRounds; round += 1) {
      const others = (await allOf(customer.asks))?.filter(({ current }) => !current);
      if (!others) break;
      if (others.length === 0) return { to: `${path}?done=others` };
      const left = await endEach(customer.asks, others);
      if (left) return notDone(deps, customer, refusalOf(left));
    }
    return notDone(deps, customer, refusalOf("away"));
  });

/** Each changes the same account: more at once would only be in each other's way. */
const atOnce = 10;
/** Who has more sessions than one list shows is signed in that often by a machine; so many lists end them, too. */
const mostRounds = 10;

async function endEach({ user }: Asks, sessions: readonly Session[]): Promise<Problem | "away" | undefined> {
  for (let first = 0; first < sessions.length; first += atOnce) {
    const some = sessions.slice(first, first + atOnce);
    const answers = await Promise.all(some.map(({ id }) => orAway(user.endSession({ params: { id } }))));
    const left = answers.find(isLeft);
    if (left) return left;
  }
  return undefined;
}

async function notDone(
  { frame }: AccountDeps,
  customer: Customer,
  { status, bad }: { readonly status: Status; readonly bad: string },
): Promise<WebAnswer> {
  const sessions = (await allOf(customer.asks))?.slice(0, 20);
  return { html: devicesView(frame, { customer, sessions, told: { bad } }), status };
}

/** Of one list: more of them no person has. */
const mostPages = 10;

/** Undefined: they cannot be had just now. */
async function allOf({ user }: Asks): Promise<readonly Session[] | undefined> {
  const sessions: Session[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await orAway(user.listSessions({ query: { limit: 100, cursor } }));
    if (answer === "away" || isProblem(answer)) return undefined;
    sessions.push(...answer.body.items);
    if (answer.body.next === null) break;
    cursor = answer.body.next;
  }
  return sessions;
}
