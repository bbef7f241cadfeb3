/** Ways to make a right request wrong. Those in `whole` leave it whole: it ends where it says, so that an answer is due. */
import type { Random } from "@shop/testing/random";
import type { Good } from "./good.ts";
import { toText } from "./good.ts";
import { handovers, oddHeaders, oddMethods, oddTargets } from "./odd-heads.ts";

type Mutation = (good: Good, random: Random) => Good;

export const whole = {
  nothing: (good) => good,
  method: (good, random) => ({
    ...good,
    method: random.chance(0.8) ? random.pick(oddMethods) : letters(random, random.whole(1, 40)),
  }),
  target: (good, random) => ({ ...good, target: oddTarget(good.target, random) }),
  header: (good, random) =>
    addHeaders(
      good,
      Array.from({ length: random.whole(1, 3) }, () => random.pick(oddHeaders)),
      random,
    ),
  handover: (good, random) => addHeaders(good, [random.pick(handovers)], random),
  doubled: (good, random) => {
    const twice = random.pick(good.headers);
    return { ...good, headers: [...good.headers, ...(isOfFrame(twice) ? [] : [twice])] };
  },
  oversized: (good, random) => {
    const size = random.pick([8_000, 15_000, 16_384, 40_000]);
    const filler = random.chance(0.5)
      ? [`X-Long: ${"x".repeat(size)}`]
      : Array.from({ length: random.pick([98, 99, 101, 300]) }, (_, index) => `X-${index}: 1`);
    return { ...good, headers: [...good.headers, ...filler] };
  },
} satisfies Readonly<Record<string, Mutation>>;

function addHeaders(good: Good, added: readonly string[], random: Random): Good {
  const headers = [...good.headers];
  for (const header of added) headers.splice(random.whole(0, headers.length), 0, header);
  return { ...good, headers };
}

const isOfFrame = (header: string): boolean => /^(?:content-length|transfer-encoding)/i.test(header);

const letters = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(random.whole(33, 126))).join("");

function oddTarget(target: string, random: Random): string {
  const odd = random.pick(oddTargets);
  switch (random.whole(0, 3)) {
    case 0:
      return odd;
    case 1:
      return target + odd;
    case 2: {
      const at = random.whole(0, target.length);
      return target.slice(0, at) + odd + target.slice(at);
    }
    default:
      return `/${letters(random, random.whole(0, 60))}`;
  }
}

type Break = (text: string, random: Random) => string;

/** What it is afterwards nobody knows: one request, several, half of one, or none. */
export const broken = {
  bytes: (text, random) => repeat(random.whole(1, 8), text, (each) => changeByte(each, random)),
  slice: (text, random) => {
    const from = random.whole(0, text.length);
    const piece = text.slice(from, from + random.whole(1, 40));
    const to = random.whole(0, text.length);
    return random.chance(0.5)
      ? text.slice(0, from) + text.slice(from + piece.length)
      : text.slice(0, to) + piece + text.slice(to);
  },
  lines: (text, random) => {
    const ends = [
      "\n",
      "\r",
      "\r\r\n",
      "\n\r",
      "\r\n\r\n",
      "\r\n ",
      "\r\n\t",
      "\x0b\r\n",
      "\x00\r\n",
      "\x85",
    ];
    const lines = text.split("\r\n");
    const at = random.whole(0, Math.max(lines.length - 2, 0));
    return lines.reduce((all, line, index) => all + (index === at + 1 ? random.pick(ends) : "\r\n") + line);
  },
  cut: (text, random) => text.slice(0, random.whole(1, text.length - 1)),
  garbage: (text, random) => {
    const begins = [
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\x00".repeat(300),
    ];
    const noise = Array.from({ length: random.whole(1, 400) }, () =>
      String.fromCharCode(random.whole(0, 255)),
    );
    return random.pick([...begins, noise.join(""), text + noise.join(""), "\x81\x85\x37\xfa\x21\x3d"]);
  },
} satisfies Readonly<Record<string, Break>>;

function repeat(times: number, text: string, change: (text: string) => string): string {
  let changed = text;
  for (let left = times; left > 0; left -= 1) changed = change(changed);
  return changed;
}

const telling = [
  "\0",
  "\t",
  "\n",
  "\r",
  " ",
  ":",
  ";",
  ",",
  "/",
  "%",
  "\\",
  '"',
  "\x0b",
  "\x7f",
  "\x80",
  "\xff",
];

/** The bytes at which parsers differ come more often than others. */
function changeByte(text: string, random: Random): string {
  const at = random.whole(0, text.length - 1);
  const byte = random.chance(0.5) ? random.pick(telling) : String.fromCharCode(random.whole(0, 255));
  const skipped = random.pick([0, 1, 1, 1]);
  return text.slice(0, at) + (random.chance(0.9) ? byte : "") + text.slice(at + skipped);
}

/** A right request, and what is broken in one of several that are sent together. */
export const stitch = (parts: readonly Good[], at: number, change: (text: string) => string): string =>
  parts.map((part, index) => (index === at ? change(toText(part)) : toText(part))).join("");
