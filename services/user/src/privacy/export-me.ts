/** All that is held about a person, as one JSON document: written as it is read, a page at a time. */
import type { HeldPage } from "@shop/contracts/language/people";
import type { AccountStore } from "../accounts/account-store.ts";
import { getAccount } from "../accounts/get-account.ts";
import { privacyErrors } from "./errors.ts";
import type { ExportThrottleStore } from "./export-throttle-store.ts";
import type { HeldStore } from "./held-store.ts";
import type { HeldElsewhere } from "./people-client.ts";

export type ExportDeps = {
  readonly accounts: Pick<AccountStore, "find">;
  readonly held: Pick<HeldStore, "show" | "accountsAmong">;
  /** Other services, in the order in which theirs is written. */
  readonly elsewhere: readonly HeldElsewhere[];
  readonly exportThrottle: ExportThrottleStore;
  readonly now: () => Date;
};

/**
 * Begins only when every service has answered: what breaks off later is no JSON, and looks like no whole. Throws
 * `auth.account_gone`, `export.too_many` and `export.incomplete`.
 */
export async function* exportMe(deps: ExportDeps, userId: string): AsyncGenerator<string> {
  const account = await getAccount(deps, userId);
  await deps.exportThrottle.admit(userId);
  const who = { userId, email: account.email };
  const asked = await Promise.all(deps.elsewhere.map(async (ask) => ({ ask, first: await ask(who) }))).catch(
    async (error: unknown) => {
      await deps.exportThrottle.forgive(userId);
      throw privacyErrors.incomplete(error);
    },
  );
  yield `{"exportedAt":${JSON.stringify(deps.now())}`;
  for await (const { section, items } of deps.held.show(account)) {
    yield `,${JSON.stringify(section)}:[`;
    let isFirst = true;
    for await (const item of items) {
      yield (isFirst ? "" : ",") + JSON.stringify(item);
      isFirst = false;
    }
    yield "]";
  }
  for (const { ask, first } of asked) yield* sectionsOf(deps, (cursor) => ask({ ...who, cursor }), first);
  yield "}";
}

async function* sectionsOf(
  deps: Pick<ExportDeps, "held">,
  ask: (cursor: string) => Promise<HeldPage>,
  first: HeldPage,
): AsyncGenerator<string> {
  let section: string | undefined;
  let isEmpty = true;
  for (
    let page: HeldPage | undefined = first;
    page;
    page = page.next === null ? undefined : await ask(page.next)
  ) {
    if (page.section !== section) {
      yield `${section === undefined ? "" : "]"},${JSON.stringify(page.section)}:[`;
      section = page.section;
      isEmpty = true;
    }
    const items = await ownOf(deps, page);
    if (items.length > 0) yield (isEmpty ? "" : ",") + items.map((item) => JSON.stringify(item)).join(",");
    isEmpty &&= items.length === 0;
  }
  yield "]";
}

/** An order of somebody else's account is theirs, whosever address it was made with. */
async function ownOf(
  { held }: Pick<ExportDeps, "held">,
  { section, items }: HeldPage,
): Promise<HeldPage["items"]> {
  if (section !== "guestOrders") return items;
  const makers = items.map(({ customerId }) => String(customerId));
  const accounts = new Set(await held.accountsAmong([...new Set(makers)]));
  return items.filter((_, index) => !accounts.has(makers[index] ?? ""));
}
