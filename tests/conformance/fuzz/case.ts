/** One case: what is sent, in which pieces, and what is due. The same seed and index make the same one. */
import { seeded, type Random } from "@shop/testing/random";
import { breakFrame } from "./frame.ts";
import { alone, goods, toText, type Good } from "./good.ts";
import { broken, stitch, whole } from "./mutate.ts";

export type Case = {
  readonly index: number;
  readonly kind: string;
  /** Latin-1, with words that stand for what the shop has. */
  readonly text: string;
  /** Of the requests whose answers are due, in order; none where nobody knows what the bytes are. */
  readonly due: readonly string[];
  /** Where the text is cut into writes, as parts of its length. */
  readonly cuts: readonly number[];
  readonly ending: "keep" | "close" | "end half";
};

/** How often each comes. */
const wholeKinds = { nothing: 4, method: 6, target: 12, header: 22, handover: 3, doubled: 6, oversized: 2 };
const brokenKinds = { bytes: 20, slice: 8, lines: 8, cut: 6, garbage: 2 };
const kinds = { ...wholeKinds, ...brokenKinds, pipelined: 8, frame: 20, stitched: 8 };

const isWhole = (kind: string): kind is keyof typeof wholeKinds => kind in wholeKinds;
const isBroken = (kind: string): kind is keyof typeof brokenKinds => kind in brokenKinds;

export function makeCase(seed: number, index: number): Case {
  const random = seeded("conformance", seed, index);
  const kind = random.weighted(kinds);
  const { text, due } = makeText(kind, random);
  return { index, kind, text, due, cuts: makeCuts(random), ending: chooseEnding(kind, random) };
}

type Draft = Pick<Case, "text" | "due">;

function makeText(kind: keyof typeof kinds, random: Random): Draft {
  const good = random.pick(goods);
  if (isWhole(kind)) return together([whole[kind](random.chance(0.1) ? random.pick(alone) : good, random)]);
  if (isBroken(kind)) return { text: broken[kind](toText(good), random), due: [] };
  if (kind === "frame") return { text: breakFrame(random), due: [] };
  const parts = several(random);
  const at = random.whole(0, parts.length - 1);
  if (kind === "pipelined")
    return together(parts.map((part, index) => (index === at ? changeOne(part, random) : part)));
  const change = random.pick([broken.bytes, broken.slice, broken.lines]);
  return { text: stitch(parts, at, (text) => change(text, random)), due: [] };
}

const together = (parts: readonly Good[]): Draft => ({
  text: parts.map(toText).join(""),
  due: parts.map(({ method }) => method),
});

const several = (random: Random): Good[] =>
  Array.from({ length: random.whole(2, 5) }, () => random.pick(goods));

/** What stands before or behind an odd one must not change its meaning. */
function changeOne(good: Good, random: Random): Good {
  return whole[random.pick(["nothing", "target", "header", "handover", "doubled"] as const)](good, random);
}

function makeCuts(random: Random): number[] {
  const count = random.weighted({ 0: 70, 1: 10, 3: 10, 20: 2 });
  return Array.from({ length: Number(count) }, () => random.next()).toSorted((a, b) => a - b);
}

function chooseEnding(kind: string, random: Random): Case["ending"] {
  if (kind === "cut") return random.weighted({ keep: 1, close: 6, "end half": 3 });
  return random.weighted({ keep: 92, close: 4, "end half": 4 });
}
