/**
 * Sends cases over some connections at once, which are kept where the gateway keeps them. After each case another
 * visitor asks on a connection of its own, and must get the answer that was right before.
 */
import { openWire, type Wire } from "../wire.ts";
import { makeCase, type Case } from "./case.ts";
import { visitShop, type FuzzedShop, type Question } from "./shop.ts";
import { awaitEnd, deliver, talk, type Awaited } from "./talk.ts";

export type FuzzOptions = {
  readonly url: URL;
  readonly seed: number;
  /** The indexes of the cases, from `from` and before `to`. */
  readonly from: number;
  readonly to: number;
  readonly lanes?: number;
  /** Called after each case with how many are done. */
  readonly onDone?: (done: number) => void;
};

export type FuzzFinding = {
  readonly index: number;
  readonly kind: string;
  readonly fault: string;
  /** Other cases under way at that moment, one of which it may have been. */
  readonly beside: readonly number[];
};

export type FuzzReport = { readonly done: number; readonly findings: readonly FuzzFinding[] };

/** Half requests that wait for the gateway to lose its patience; it should not be what holds up the others. */
const maxWaiting = 600;
/** A gateway that is down would be found again with every case. */
const maxFindings = 50;
const answerMs = 15_000;

export async function fuzz({ url, seed, from, to, lanes = 24, onDone }: FuzzOptions): Promise<FuzzReport> {
  const shop = await visitShop(url);
  const findings: FuzzFinding[] = [];
  const underWay = new Set<number>();
  const waiting = new Set<Promise<void>>();
  let next = from;
  let done = 0;

  const report = ({ index, kind }: Case, faults: readonly string[]) => {
    const beside = [...underWay].filter((other) => other !== index);
    findings.push(...faults.map((fault) => ({ index, kind, fault, beside })));
  };
  const waitElsewhere = async (wire: Wire, one: Case, awaited: Awaited): Promise<void> => {
    while (waiting.size >= maxWaiting) await Promise.race(waiting);
    const end = async () => {
      report(one, await awaitEnd(wire, awaited));
      wire.close();
    };
    const ended: Promise<void> = end().finally(() => waiting.delete(ended));
    waiting.add(ended);
  };
  const runOne = async (lane: Lane, one: Case): Promise<void> => {
    const wire = lane.take();
    await deliver(wire, shop.fill(one.text), one.cuts);
    if (one.ending === "close") return wire.close();
    if (one.ending === "end half") {
      wire.endHalf();
      return waitElsewhere(wire, one, "the end");
    }
    const ending = await talk(shop, wire, one);
    if (ending.state === "silent") return waitElsewhere(wire, one, ending.awaited);
    report(one, ending.faults);
    if (ending.state === "kept") lane.keep(wire);
    else wire.close();
  };
  const runLane = async (): Promise<void> => {
    using lane = createLane(shop);
    while (next < to && findings.length < maxFindings) {
      const one = makeCase(seed, next++);
      underWay.add(one.index);
      await shop.renew();
      await runOne(lane, one);
      const fault = await lane.askAsOther(shop.askService(one.index));
      if (fault !== undefined) report(one, [`another visitor ${fault}`]);
      underWay.delete(one.index);
      done += 1;
      onDone?.(done);
    }
  };

  await Promise.all(Array.from({ length: Math.min(lanes, to - from) }, runLane));
  await Promise.all(waiting);
  return { done, findings };
}

type Lane = Disposable & {
  /** The kept connection, or a new one. */
  readonly take: () => Wire;
  readonly keep: (wire: Wire) => void;
  readonly askAsOther: (question: Question) => Promise<string | undefined>;
};

function createLane({ url }: FuzzedShop): Lane {
  let kept: Wire | undefined;
  /** Opened when it has something to ask: a gateway gives up on who connects and says nothing. */
  let visitor: Wire | undefined;
  return {
    take() {
      const wire = kept ?? openWire(url);
      kept = undefined;
      return wire;
    },
    keep(wire) {
      kept = wire;
    },
    async askAsOther({ bytes, judge }) {
      visitor ??= openWire(url);
      visitor.send(bytes);
      const answer = await visitor.next("GET", answerMs);
      const fault = typeof answer === "string" ? `: ${answer}` : judge(answer);
      if (fault === undefined) return undefined;
      visitor.close();
      visitor = undefined;
      return fault;
    },
    [Symbol.dispose]() {
      kept?.close();
      visitor?.close();
    },
  };
}
