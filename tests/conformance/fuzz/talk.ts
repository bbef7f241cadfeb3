/** Sends one case, and says what is wrong with what comes back. */
import { setImmediate, setTimeout as pause } from "node:timers/promises";
import { checkAnswer } from "../answer.ts";
import type { Answer, Wire } from "../wire.ts";
import type { Case } from "./case.ts";
import { foreignIds, type FuzzedShop, type OwnQuestion } from "./shop.ts";

type Ended = { readonly state: "kept" | "closed"; readonly faults: readonly string[] };
/** How a case ended: the connection is kept, or it is closed, or what is `awaited` did not come yet. */
export type Ending = Ended | { readonly state: "silent"; readonly awaited: Awaited };

/** What ends the wait on a connection: any answer, the one to the last of these questions, or nothing but its end. */
export type Awaited = "an answer" | "the end" | readonly Asked[];
type Asked = Pick<OwnQuestion, "id">;

/** An answer that is due comes in this time, also on a busy machine. */
const dueMs = 15_000;
/** What may be half a request gets this long, and waits elsewhere after it. */
const quickMs = 250;
/** Longer than a gateway waits for the rest of a head, then of a body. */
const stalledMs = 25_000;
/** Bytes that nobody understands may be as many requests as that. */
const maxAnswers = 100;
/** The gateway's own words for a coding and a version that it does not know. */
const allowed = new Set([501, 505]);

export async function deliver(wire: Wire, bytes: Buffer, cuts: readonly number[]): Promise<void> {
  let from = 0;
  for (const cut of cuts) {
    const to = Math.floor(cut * bytes.length);
    if (to > from) {
      wire.send(bytes.subarray(from, to));
      await pause(1);
      // What has come is read before more is sent: a write to a closed connection would throw the answer away.
      await setImmediate();
    }
    from = Math.max(from, to);
  }
  wire.send(bytes.subarray(from));
}

/** The answers that are due, or the first that comes; then a question on the same connection. */
export async function talk(shop: FuzzedShop, wire: Wire, { due }: Case): Promise<Ending> {
  if (due.length === 0) {
    const came = await wire.next("GET", quickMs);
    if (came === "silent") return { state: "silent", awaited: "an answer" };
    return heard(came) ?? askThrough(shop, wire);
  }
  for (const method of due) {
    const came = await wire.next(method, dueMs);
    if (typeof came === "string") return closed(`${came} instead of an answer`);
    const ending = heard(came);
    if (ending) return ending;
  }
  if (wire.rest() !== "") return closed(`bytes behind the last answer: ${wire.rest().slice(0, 100)}`);
  return askOnce(shop, wire);
}

const closed = (...faults: string[]): Ended => ({ state: "closed", faults });
const kept: Ending = { state: "kept", faults: [] };

/** Undefined when the answer is right and the connection is kept. */
function heard(came: Answer | "closed", own: readonly Asked[] = []): Ended | undefined {
  if (came === "closed") return closed();
  const faults = judge(came, own);
  return faults.length > 0 || saysClose(came) ? closed(...faults) : undefined;
}

/** The next request on the connection is nobody's but its own. */
async function askOnce(shop: FuzzedShop, wire: Wire): Promise<Ending> {
  const question = shop.askOwn();
  wire.send(question.bytes);
  const came = await wire.next("GET", dueMs);
  const fault = typeof came === "string" ? came : question.judge(came);
  return fault === undefined ? kept : closed(`the next request on it: ${fault}`);
}

/**
 * What the bytes were may take the question as its own rest; then it is answered as such. A second question is
 * answered in any case, unless the gateway still waits for the rest of a body.
 */
async function askThrough(shop: FuzzedShop, wire: Wire): Promise<Ending> {
  const first = shop.askOwn();
  wire.send(first.bytes);
  for (let left = maxAnswers; left > 0; left -= 1) {
    const came = await wire.next("GET", quickMs);
    if (came === "silent") {
      const second = shop.askOwn();
      wire.send(second.bytes);
      return { state: "silent", awaited: [first, second] };
    }
    const ending = heard(came, [first]);
    if (ending) return ending;
    if (isTo(first, came) && wire.rest() === "") return kept;
  }
  return closed("answers without end");
}

/** Half a request is answered or cut off within the gateway's own limits. */
export async function awaitEnd(wire: Wire, awaited: Awaited): Promise<readonly string[]> {
  const asked = typeof awaited === "string" ? [] : awaited;
  for (let left = maxAnswers; left > 0; left -= 1) {
    const came = await wire.next("GET", stalledMs);
    if (came === "silent") return ["neither answered nor closed"];
    const ending = heard(came, asked);
    if (ending) return ending.faults;
    if (awaited === "an answer" || isTo(asked.at(-1), came)) return [];
  }
  return ["answers without end"];
}

const isTo = (asked: Asked | undefined, came: Answer | "closed"): boolean =>
  asked !== undefined && typeof came === "object" && came.body.includes(asked.id);

function judge(answer: Answer, own: readonly Asked[]): string[] {
  const { status, body } = answer;
  const said = `${status} ${body.trim().slice(0, 200)}`;
  if (status > 499 && !allowed.has(status)) return [said];
  if (status < 200) return [`an unexpected ${status}`];
  const foreign = foreignIds(
    answer,
    own.map(({ id }) => id),
  );
  if (foreign.length > 0) return [`somebody else's answer: ${said}`];
  return checkAnswer(answer).map((fault) => `${fault}: ${said}`);
}

const saysClose = ({ headers }: Answer): boolean => headers.get("connection")?.toLowerCase() === "close";
