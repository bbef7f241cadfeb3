/** A text as a picture that phones read (ISO/IEC 18004). */
import { encodeQR } from "qr";
import { html, type Html } from "./html.ts";

/** Light cells around it, by which a phone finds it. */
const border = 4;

/** `label` says what it is, to whoever cannot see it. Throws for a text that is too long for one. */
export function qrPicture(text: string, label: string): Html {
  const rows = encodeQR(text, "raw", { border, ecc: "medium" });
  const size = rows.length;
  const path = rows.flatMap((row, y) =>
    runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  // Dark on light whatever the page's colours are: most phones read nothing else.
  return html`<svg
    class="qr"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${size} ${size}"
    width="240"
    height="240"
    shape-rendering="crispEdges"
  >
    <rect width="${size}" height="${size}" fill="#fff"></rect>
    <path fill="#000" d="${path.join("")}"></path>
  </svg>`;
}

/** Where dark cells stand in a row, and how many. */
function runsOf(row: readonly boolean[]): [x: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    if (!isDark) return;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}
