/** Numbers as spreadsheets write them: `19.90`, `19,90`, `1,234.50`, `1.234,50`. */

type Mark = "." | ",";

/**
 * Minor units of a currency with so many decimals. Undefined when it is no price, or has more decimals than there are:
 * a price is never rounded. Where one mark stands once before three digits, it may be of thousands or of decimals;
 * then the file's own mark of decimals decides. "unclear" where such a currency has three decimals and the mark is the
 * other one: what is meant may be a thousand times as much.
 */
export function toMinorUnits(
  text: string,
  decimals: number,
  decimalMark: Mark,
): number | "unclear" | undefined {
  const digits = withoutSpaces(text);
  const parts = partsOf(digits, decimalMark);
  if (!parts || /[1-9]/.test(parts.fraction.slice(decimals))) return undefined;
  if (decimals === 3 && isThousandsOrDecimals(digits) && !digits.includes(decimalMark)) return "unclear";
  return Number(parts.whole + parts.fraction.slice(0, decimals).padEnd(decimals, "0"));
}

/** Undefined when it is no number. */
export function toNumber(text: string, decimalMark: Mark): number | undefined {
  const digits = withoutSpaces(text);
  const parts = partsOf(digits.replace(/^-/, ""), decimalMark);
  return parts && Number(`${digits.startsWith("-") ? "-" : ""}${parts.whole}.${parts.fraction}`);
}

const withoutSpaces = (text: string): string => text.replace(/[\s\u00a0\u202f']/g, "");

function partsOf(digits: string, decimalMark: Mark): { whole: string; fraction: string } | undefined {
  if (!/^\d[\d.,]{0,20}$/.test(digits)) return undefined;
  const at = decimalMarkAt(digits, decimalMark);
  const [whole, fraction] = at === -1 ? [digits, ""] : [digits.slice(0, at), digits.slice(at + 1)];
  return isGrouped(whole) ? { whole: whole.replace(/[.,]/g, ""), fraction } : undefined;
}

/** Where the decimals begin; -1 when there are none. */
function decimalMarkAt(digits: string, decimalMark: Mark): number {
  const at = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  if (at === -1) return -1;
  const mark = digits[at]!;
  const hasBoth = digits.includes(mark === "." ? "," : ".");
  if (hasBoth) return at;
  if (digits.indexOf(mark) !== at) return -1;
  return isThousandsOrDecimals(digits) && mark !== decimalMark ? -1 : at;
}

/** No thousands begin with a zero. */
const isThousandsOrDecimals = (digits: string): boolean => /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits);

/** Thousands stand in groups of three. */
const isGrouped = (whole: string): boolean => /^\d+$|^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole);
