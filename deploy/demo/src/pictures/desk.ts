/** What stands on a desk. */
import { circle, oval, rect, shape, stroke, type Pictures } from "./brush.ts";

const keys = (colour: string): string =>
  [0, 1, 2]
    .map((row) =>
      stroke(`M${92 + row * 8} ${206 + row * 30}h${216 - row * 6}`, colour, 18).replace(
        "/>",
        ` stroke-dasharray="0 27"/>`,
      ),
    )
    .join("");

export const desk: Pictures = {
  keyboard: {
    colours: ["black", "white"],
    draw: ({ main, dark, light }) =>
      rect(56, 174, 288, 150, dark, 20) +
      rect(56, 166, 288, 148, main, 20) +
      keys(main === "#fbfaf7" ? dark : light) +
      rect(140, 284, 120, 16, main === "#fbfaf7" ? "#d9704b" : "#57b0ac", 8),
  },
  mouse: {
    colours: ["black", "white"],
    draw: ({ main, dark, light }) =>
      rect(128, 84, 144, 250, dark, 72) +
      rect(128, 76, 144, 248, main, 72) +
      stroke("M200 80v86M130 168h140", dark, 4) +
      rect(190, 106, 20, 48, light, 10),
  },
  "laptop-stand": {
    draw: () =>
      shape("M70 220h260l-24-130q-2-12-14-12H108q-12 0-14 12z", "#3a3d45") +
      shape("M84 208h232l-20-110H104z", "#8fb7d9") +
      rect(60, 218, 280, 14, "#c9ced4", 7) +
      shape("M150 232h100l30 96h-30l-20-60h-60l-20 60h-30z", "#aab1b9") +
      rect(96, 324, 208, 16, "#8e979f", 8),
  },
  hub: {
    draw: () =>
      stroke("M60 150h50q30 0 30 40v30", "#3a3d45", 12) +
      rect(40, 134, 34, 32, "#b5bbc2", 6) +
      rect(90, 216, 230, 100, "#8e979f", 18) +
      rect(90, 208, 230, 98, "#b9c0c6", 18) +
      [112, 164, 216].map((x) => rect(x, 236, 40, 14, "#2b2d33", 4)).join("") +
      rect(112, 268, 56, 20, "#2b2d33", 4) +
      circle(296, 244, 6, "#8ad49b"),
  },
  webcam: {
    draw: () =>
      rect(100, 110, 200, 120, "#2b2d33", 60) +
      circle(200, 170, 46, "#17181c") +
      circle(200, 170, 28, "#3d5377") +
      circle(190, 160, 8, "#cfe0f5") +
      circle(268, 170, 6, "#8ad49b") +
      shape("M170 228h60l14 60h-88z", "#4a4d57") +
      rect(120, 286, 160, 50, "#2b2d33", 18),
  },
  monitor: {
    draw: () =>
      rect(46, 70, 308, 200, "#2b2d33", 14) +
      rect(56, 80, 288, 174, "#a9c8e2", 6) +
      shape("M56 210q70-70 130-20t158-60v124H56z", "#6f9fc9") +
      circle(276, 126, 22, "#f9dd8f") +
      shape("M176 270h48l10 54h-68z", "#8e979f") +
      oval(200, 330, 76, 14, "#6b727a"),
  },
};
