/** CPU per request as bars, in an SVG that can be read on white and on black. */
import type { Figures } from "./figures.ts";
import { directName, ourName } from "./variants.ts";

const width = 720;
const labelWidth = 250;
const rowHeight = 26;
const groupHeight = 40;
/** Room for the figure behind the longest bar. */
const figureWidth = 60;

const groups = [
  { title: "Answered by the gateway itself", isKept: true },
  { title: "Asked of the service behind it", isKept: false },
] as const;

const style = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328 }
    .title { font-weight: 600 }
    .bar { fill: #8c959f }
    .our { fill: #0969da }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .bar { fill: #6e7681 }
      .our { fill: #4493f8 }
    }`;

export function toBars(figures: readonly Figures[]): string {
  const gateways = figures.filter(({ variant }) => variant.name !== directName);
  const longest = Math.max(...gateways.map(({ cpuUs }) => cpuUs));
  const perUs = (width - labelWidth - figureWidth) / longest;
  let y = 0;
  const parts = groups.flatMap(({ title, isKept }) => {
    const rows = gateways.filter(({ kept }) => kept > 0.5 === isKept).toSorted((a, b) => a.cpuUs - b.cpuUs);
    if (rows.length === 0) return [];
    const head = `  <text class="title" x="0" y="${y + 24}">${title}</text>`;
    y += groupHeight;
    return [
      head,
      ...rows.map((row) => {
        y += rowHeight;
        return toBar(row, y - rowHeight, perUs);
      }),
    ];
  });
  const caption = "CPU µs that one request of a 1 KB answer costs the gateway, median; less is better";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 30}" role="img" aria-label="${caption}">`,
    `  <style>${style}\n  </style>`,
    ...parts,
    `  <text x="0" y="${y + 22}">${caption}</text>`,
    "</svg>\n",
  ].join("\n");
}

function toBar({ variant, cpuUs }: Figures, y: number, perUs: number): string {
  const length = Math.max(Math.round(cpuUs * perUs), 1);
  const owner = variant.name.startsWith(ourName) ? "our" : "bar";
  const base = y + 15;
  return [
    `  <text x="0" y="${base}">${variant.name}</text>`,
    `  <rect class="${owner}" x="${labelWidth}" y="${y + 2}" width="${length}" height="17" rx="2"/>`,
    `  <text x="${labelWidth + length + 8}" y="${base}">${cpuUs.toFixed(0)}</text>`,
  ].join("\n");
}
