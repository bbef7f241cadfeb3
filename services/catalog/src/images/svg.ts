/**
 * What an SVG may not have, because it would run, load something from elsewhere, or grow when it is opened. The one that
 * draws it loads nothing either; this says so to whoever sent it.
 */
import { imageErrors } from "./errors.ts";

const faults: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a DOCTYPE or entities", /<!(?:doctype|entity)/i],
  ["an encoding other than UTF-8", /^\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i],
  ["instructions such as style sheets", /<\?(?!xml\s)/i],
  ["scripts", /<(?:[\w.-]+:)?(?:script|handler|listener)[\s/>]/i],
  [
    "anything but drawings in it",
    /<(?:[\w.-]+:)?(?:foreignobject|image|feimage|iframe|object|embed|audio|video)[\s/>]/i,
  ],
  // What each of their steps makes is kept as a picture of its own, and some take as long as somebody likes.
  ["filters", /<(?:[\w.-]+:)?(?:filter|fe[a-z]+)[\s/>]/i],
  ["filters", /(?<![\w-])filter\s*[:=]/i],
  // By which a style may be written in a way that is not looked for here.
  ["escapes or comments in styles", /\\|\/\*/],
  ["event handlers", /[\s"']on[a-z]+\s*=/i],
  ["references to elsewhere", /[\s"'](?:[\w.-]+:)?(?:href|src)\s*=\s*(?!["']#)/i],
  ["references to elsewhere", /url\(\s*(?!["']?#)/i],
  ["imported styles", /@import/i],
];

/** Throws `image.unreadable` for what is no text in UTF-8, and `image.unsafe`. Takes time in proportion to the text. */
export function refuseUnsafe(bytes: Uint8Array): void {
  const text = toText(bytes);
  const read = asRead(text);
  // What stands between elements is one text to the one that draws: elements in a style split its words.
  const readings = [text, read, read.replaceAll(/<[^<>]*>/g, "")];
  const fault = faults.find(([, pattern]) => readings.some((reading) => pattern.test(reading)));
  if (fault) throw imageErrors.unsafe(fault[0]);
}

/** What XML puts between letters: whatever is not closed goes on to the end. */
const markup = /<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|&(#?)(\w+);/gi;
const named: Readonly<Record<string, string>> = { amp: "&", quot: '"', apos: "'" };

/** The text as a style is read, after a reader of XML: without comments and CDATA's marks, references as what they say. */
const asRead = (text: string): string =>
  text.replaceAll(markup, (_, data: string | undefined, number: string | undefined, name = "") => {
    if (number === undefined) return data ?? "";
    return number === "" ? (named[name] ?? " ") : characterOf(name);
  });

function characterOf(number: string): string {
  const code = Number(/^x/i.test(number) ? `0${number}` : number);
  const isCharacter = code <= 0x10_ff_ff && code !== 0x3c;
  return isCharacter ? String.fromCodePoint(code) : " ";
}

function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw imageErrors.unreadable(cause);
  }
}
