/** Flat shapes as SVG text, and the colours they come in. Pictures are 400 by 400. */

export type Paint = { readonly main: string; readonly dark: string; readonly light: string };
export type Draw = (paint: Paint) => string;
/** A kind of product and the colours its picture is drawn in; none: it has colours of its own. */
export type Picture = { readonly draw: Draw; readonly colours?: readonly Colour[] };
export type Pictures = Readonly<Record<string, Picture>>;

export const paints = {
  black: { main: "#2b2d33", dark: "#17181c", light: "#4a4d57" },
  white: { main: "#fbfaf7", dark: "#d9d5cc", light: "#ffffff" },
  grey: { main: "#9aa0a8", dark: "#747a83", light: "#bcc1c8" },
  navy: { main: "#2c3e63", dark: "#1d2a47", light: "#46597f" },
  blue: { main: "#4f86c6", dark: "#3668a3", light: "#7ea8d8" },
  teal: { main: "#2f8f8b", dark: "#216c69", light: "#57b0ac" },
  sage: { main: "#93ab8c", dark: "#738c6c", light: "#b2c5ac" },
  olive: { main: "#6f7444", dark: "#53572f", light: "#8f9462" },
  yellow: { main: "#f0bb3f", dark: "#cf9a20", light: "#f7d37c" },
  rust: { main: "#c2613a", dark: "#9c4926", light: "#d98762" },
  red: { main: "#c8403d", dark: "#9e2c2b", light: "#de6b66" },
  pink: { main: "#e3a1a8", dark: "#c97f88", light: "#f0c2c7" },
  sand: { main: "#d8c3a0", dark: "#b9a27c", light: "#e8dac1" },
  cream: { main: "#f1e6d0", dark: "#d8c9ab", light: "#faf4e6" },
  brown: { main: "#8a5a3c", dark: "#68412a", light: "#a97a5b" },
  steel: { main: "#b9c0c6", dark: "#8e979f", light: "#d9dee2" },
} as const satisfies Record<string, Paint>;
export type Colour = keyof typeof paints;

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}"${radius > 0 ? ` rx="${radius}"` : ""} fill="${fill}"/>`;

export const circle = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`;

export const oval = (x: number, y: number, across: number, down: number, fill: string): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${across}" ry="${down}" fill="${fill}"/>`;

export const shape = (path: string, fill: string): string => `<path d="${path}" fill="${fill}"/>`;

export const stroke = (path: string, colour: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

export const turned = (degrees: number, body: string): string =>
  `<g transform="rotate(${degrees} 200 200)">${body}</g>`;

export const mirrored = (body: string): string => `${body}<g transform="matrix(-1 0 0 1 400 0)">${body}</g>`;

export const toSvg = (background: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">` +
  `${rect(0, 0, 400, 400, background)}<ellipse cx="200" cy="346" rx="118" ry="11" fill="#1b1b1b" opacity=".09"/>${body}</svg>\n`;
