/**
 * What a shop has before staff has said anything: the value added tax of the EU's members, included in prices. As of
 * 2025-12-01, in basis points: the standard rate, and of reduced ones that which the member's law names first, not the
 * lower ones for a few goods; a member without any has its standard rate there. Pure.
 */
import type { TaxRate } from "./tax-rate.ts";

const members: Readonly<Record<string, readonly [standard: number, reduced: number]>> = {
  AT: [2000, 1000],
  BE: [2100, 600],
  BG: [2000, 900],
  CY: [1900, 500],
  CZ: [2100, 1200],
  DE: [1900, 700],
  DK: [2500, 2500],
  EE: [2400, 900],
  ES: [2100, 1000],
  FI: [2550, 1400],
  FR: [2000, 550],
  GR: [2400, 1300],
  HR: [2500, 1300],
  HU: [2700, 1800],
  IE: [2300, 1350],
  IT: [2200, 1000],
  LT: [2100, 900],
  LU: [1700, 800],
  LV: [2100, 1200],
  MT: [1800, 500],
  NL: [2100, 900],
  PL: [2300, 800],
  PT: [2300, 600],
  RO: [2100, 1100],
  SE: [2500, 1200],
  SI: [2200, 950],
  SK: [2300, 1900],
};

export const firstRates: readonly TaxRate[] = Object.entries(members).flatMap(
  ([country, [standard, reduced]]) => {
    const common = { country, region: null, inclusive: true, version: 1 };
    const id = country.toLowerCase();
    return [
      { ...common, id: `${id}-standard`, category: "standard" as const, rate: standard },
      { ...common, id: `${id}-reduced`, category: "reduced" as const, rate: reduced },
    ];
  },
);
