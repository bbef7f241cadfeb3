/** Prices as spreadsheets write them: `19.90`, `19,90`, `1,234.50`, `1.234,50`. */

/**
 * Minor units of a currency with so many decimals. Undefined when it is no price, or has more decimals than there are:
 * a price is never rounded. Where one mark stands once before three digits, it may be of thousands or of decimals;
 * then the file's own mark of decimals decides.
 */
export function toMinorUnits(text: string, decimals: number, decimalMark: "." | ","): number | undefined {
  const digits = text.trim().replace(/[\s\u00a0\u202f']/g, "");
  if (!/^\d[\d.,]{0,20}$/.test(digits)) return undefined;
  const at = decimalMarkAt(digits, decimals, decimalMark);
  const [whole, fraction] = at === -1 ? [digits, ""] : [digits.slice(0, at), digits.slice(at + 1)];
  if (/[1-9]/.test(fraction.slice(decimals)) || !isGrouped(whole)) return undefined;
  const minor = whole.replace(/[.,]/g, "") + fraction.slice(0, decimals).padEnd(decimals, "0");
  return Number(minor);
}

/** Where the decimals begin; -1 when there are none. */
function decimalMarkAt(digits: string, decimals: number, decimalMark: "." | ","): number {
  const at = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  if (at === -1) return -1;
  const mark = digits[at]!;
  const hasBoth = digits.includes(mark === "." ? "," : ".");
  if (hasBoth) return at;
  if (digits.indexOf(mark) !== at) return -1;
  const isThousands = digits.length - at - 1 === 3 && mark !== decimalMark && decimals !== 3;
  return isThousands ? -1 : at;
}

/** Thousands stand in groups of three. */
const isGrouped = (whole: string): boolean => /^\d+$|^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole);
