/**
 * Answers that are the same for everybody, kept in front of the services: in this process, and in Redis for all
 * gateways. An answer is shown until its time is over or one of its tags is purged; one question is under way for all
 * that ask the same; what is over its time stands in while it is asked for anew, and what is purged only while its service
 * is away. docs/caching.md says what is kept and for how long.
 */
import { everything, type Tag } from "@shop/contracts/language/cache";
import { AppError } from "@shop/kit/errors";
import type { Transit } from "../entry/transit.ts";
import type { Route } from "../routing/route-table.ts";
import { createFlights } from "./flights.ts";
import { createForms } from "../entry/forms.ts";
import { toKept, type Kept, type WholeAnswer } from "./kept.ts";
import { createLedger, type Moment } from "./ledger.ts";
import { createMemory, type Entry } from "./memory.ts";
import type { Question } from "./question.ts";
import { sendKept, sendOnce, type Shown } from "./send-kept.ts";
import type { SharedAnswers } from "./shared-answers.ts";

/** Asks a service; rejects as it would refuse the client. */
export type Ask = (question: Question, route: Route, transit: Transit) => Promise<WholeAnswer>;

export type EdgeCache = {
  /** Answers with what is kept. False: nothing is, and the request has to go on, at last to `fetch`. */
  readonly answer: (transit: Transit, route: Route, question: Question) => boolean;
  /** Answers with what the service says now, or what is kept while it is away. Rejects as the service would refuse. */
  readonly fetch: (transit: Transit, route: Route, question: Question) => Promise<void>;
  /** What has these tags shows something else from now on: for who asks here when this returns, for all when it resolves. */
  readonly purge: (tags: readonly Tag[], options: { readonly isAnnounced: boolean }) => Promise<void>;
  /** The same as heard from another gateway, which has told Redis. */
  readonly purgeHere: (tags: readonly Tag[]) => void;
  /** When it was last asked for something, on the clock of `Date.now()`. */
  readonly usedAt: () => number;
  readonly size: () => { readonly entries: number; readonly bytes: number };
};

/** What came of a question: kept for others, or for those only who asked at that time. */
type Landed = {
  readonly entry: Entry | undefined;
  readonly answer: WholeAnswer | undefined;
  readonly status: string;
};

/** A search may lag behind a write for so long. */
const searchLagMs = 1_000;

export function createEdgeCache({
  maxBytes,
  lifeMs,
  shared,
  ask,
  longestAgeMs = () => Infinity,
}: {
  maxBytes: number;
  /** The longest that an answer with tags may be used. */
  lifeMs: number;
  shared?: SharedAnswers | undefined;
  ask: Ask;
  /** Shorter while it cannot be heard what changes. */
  longestAgeMs?: () => number;
}): EdgeCache {
  const memory = createMemory(maxBytes);
  const ledger = createLedger(lifeMs);
  const flights = createFlights<Landed>();
  let usedAt = 0;

  const isPurged = ({ begun, kept }: Entry): boolean => !ledger.isCurrent(begun, kept.tags);
  /** What was asked for while it may not have heard of a write is shown no longer than it may lag. */
  const freshUntil = (kept: Kept): number => {
    const heardFrom = kept.mayLag ? ledger.purgedAt(kept.tags) + searchLagMs : -Infinity;
    return kept.askedAt < heardFrom ? Math.min(heardFrom, kept.freshUntil) : kept.freshUntil;
  };
  const isFresh = (kept: Kept, now: number): boolean =>
    now < freshUntil(kept) && now - kept.askedAt < longestAgeMs();

  const keep = (key: string, kept: Kept, begun: Moment): Entry => {
    const entry: Entry = { kept, begun, forms: createForms(kept) };
    const present = memory.get(key);
    // A later question may have landed earlier.
    if (!present || present.begun < begun) memory.put(key, entry);
    return entry;
  };

  const ofOthers = async (
    key: string,
    begun: Moment,
  ): Promise<{ landed?: Landed; begun?: number | undefined }> => {
    const found = await shared?.find(key);
    if (!found?.kept || !found.isCurrent || !isFresh(found.kept, Date.now())) return { begun: found?.begun };
    return {
      landed: { entry: keep(key, found.kept, begun), answer: undefined, status: "hit; detail=shared" },
    };
  };
  const land = async (question: Question, route: Route, transit: Transit): Promise<Landed> => {
    const { key } = question;
    const begun = ledger.begin();
    const found = await ofOthers(key, begun);
    if (found.landed) return found.landed;
    const askedAt = Date.now();
    const answer = await ask(question, route, transit);
    const kept = route.cache && toKept(answer, route.cache, askedAt);
    if (!kept) {
      // What was kept is not what is there now.
      if (answer.status < 500) memory.delete(key);
      return { entry: undefined, answer, status: `fwd=miss; fwd-status=${answer.status}` };
    }
    if (found.begun !== undefined) shared?.keep(key, kept, found.begun);
    return { entry: keep(key, kept, begun), answer, status: "fwd=miss; stored" };
  };
  const start = (question: Question, route: Route, transit: Transit): Promise<Landed> =>
    flights.start(question.key, route.cache?.tags ?? [], () => land(question, route, transit));

  /** What may stand in while its service is away, however it has changed since. */
  const staleOf = (key: string): Entry | undefined => {
    const entry = memory.get(key);
    return entry?.kept.status === 200 && Date.now() < entry.kept.usableUntil ? entry : undefined;
  };
  const send = (transit: Transit, { key }: Question, entry: Entry, shown: Shown): void =>
    sendKept(transit, entry, shown, () => memory.grow(key, entry));
  /** What purges would have ended is as true as if it had just been asked for, and browsers may keep it for as long. */
  const sendFresh = (transit: Transit, question: Question, entry: Entry, status: string): void => {
    const isTrue = entry.kept.tags.length > 0 && longestAgeMs() === Infinity;
    send(transit, question, entry, { status, trueAt: isTrue ? Date.now() : entry.kept.askedAt });
  };
  const sendStale = (transit: Transit, question: Question, entry: Entry, status: string): void =>
    send(transit, question, entry, { status, trueAt: entry.kept.askedAt });

  const sendUnkept = async (
    transit: Transit,
    route: Route,
    question: Question,
    { landed, joined }: { readonly landed: Landed; readonly joined: Promise<Landed> | undefined },
  ): Promise<void> => {
    const { answer } = landed;
    if (answer && joined && isOfOneRequest(transit, answer))
      sendOnce(transit, await ask(question, route, transit), landed.status);
    else if (answer) sendOnce(transit, answer, statusOf(landed, joined));
  };

  const purgeHere = (tags: readonly Tag[]): void => {
    if (tags.includes(everything)) {
      ledger.purgeAll();
      flights.detachAll();
    } else {
      ledger.purge(tags);
      flights.detach(tags);
    }
  };

  return {
    answer(transit, route, question) {
      const now = Date.now();
      usedAt = now;
      const entry = memory.get(question.key);
      if (!entry || isPurged(entry)) return false;
      const { kept } = entry;
      const ttl = Math.ceil((freshUntil(kept) - now) / 1_000);
      if (isFresh(kept, now)) {
        sendFresh(transit, question, entry, `hit; ttl=${ttl}`);
        return true;
      }
      if (kept.mayLag || now >= kept.usableUntil || longestAgeMs() !== Infinity) return false;
      if (!flights.find(question.key)) start(question, route, transit).catch(() => undefined);
      sendStale(transit, question, entry, `hit; ttl=${ttl}; detail=stale-while-revalidate`);
      return true;
    },
    async fetch(transit, route, question) {
      const joined = flights.find(question.key);
      const landing = joined ?? start(question, route, transit);
      const stale = staleOf(question.key);
      const landed = await landing.catch((error: unknown) => {
        if (stale && isFailure(error)) return undefined;
        throw error;
      });
      if (stale && (!landed || isFailed(landed)))
        sendStale(transit, question, stale, "fwd=stale; detail=stale-if-error");
      else if (landed?.entry) sendFresh(transit, question, landed.entry, statusOf(landed, joined));
      else if (landed) await sendUnkept(transit, route, question, { landed, joined });
    },
    async purge(tags, options) {
      purgeHere(tags);
      await shared?.purge(tags, options);
    },
    purgeHere,
    usedAt: () => usedAt,
    size: memory.size,
  };
}

const isFailed = ({ answer }: Landed): boolean => answer !== undefined && answer.status >= 500;

/** The page of an error shows the number of the request that it answers; in a problem document it can be replaced. */
const isOfOneRequest = ({ isPage }: Transit, { status }: WholeAnswer): boolean => isPage && status >= 400;

const statusOf = ({ status }: Landed, joined: Promise<Landed> | undefined): string =>
  joined ? `${status}; collapsed` : status;

/** The service is away or unwell, which says nothing about what was asked. */
const isFailure = (error: unknown): boolean =>
  error instanceof AppError && (error.kind === "unavailable" || error.kind === "timeout");
