/** Phones, sound and what stands on a desk. */
import { circle, mirrored, oval, rect, shape, stroke, turned, type Pictures } from "./brush.ts";

const dark = "#23252b";
const glass = "#8fb7d9";

const lens = (x: number, y: number): string =>
  circle(x, y, 13, "#111318") + circle(x, y, 7, "#3a4660") + circle(x - 3, y - 3, 2, "#cfe0f5");

export const electronics: Pictures = {
  "phone-case": {
    colours: ["black", "sand", "sage", "blue", "red", "pink"],
    draw: ({ main, dark: edge, light }) =>
      turned(
        8,
        rect(158, 46, 138, 276, dark, 26) +
          rect(165, 53, 124, 262, glass, 20) +
          shape("M165 200 289 110v185q0 20-20 20h-84q-20 0-20-20z", "#7aa5cb") +
          rect(110, 66, 146, 284, edge, 32) +
          rect(115, 71, 136, 274, main, 28) +
          stroke("M127 120v190q0 22 20 24", light, 4) +
          rect(127, 84, 66, 66, edge, 18) +
          rect(131, 88, 58, 58, dark, 15) +
          lens(147, 104) +
          lens(173, 104) +
          lens(147, 130) +
          circle(173, 130, 5, "#f5e9c4") +
          rect(251, 140, 5, 44, light, 2),
      ),
  },
  "card-case": {
    colours: ["brown", "black"],
    draw: ({ main, dark: edge, light }) =>
      rect(110, 60, 150, 284, edge, 20) +
      rect(120, 68, 140, 268, dark, 18) +
      rect(127, 75, 126, 254, glass, 14) +
      shape("M110 76q0-16 16-16h40v284h-40q-16 0-16-16z", main) +
      shape("M166 60 282 82q12 3 12 14v224q0 12-12 14l-116 10z", light) +
      stroke("M182 120l92 14M182 152l92 10M182 184l92 6", edge, 4),
  },
  phone: {
    colours: ["black", "white", "blue"],
    draw: ({ main, dark: edge }) =>
      rect(128, 50, 146, 292, edge, 30) +
      rect(132, 50, 138, 288, main, 28) +
      rect(140, 60, 122, 268, glass, 20) +
      shape("M140 240q40-50 70-20t52-30v118q0 20-20 20h-82q-20 0-20-20z", "#5d8fbd") +
      circle(226, 118, 22, "#f9dd8f") +
      rect(178, 66, 46, 10, dark, 5),
  },
  tablet: {
    draw: () =>
      rect(80, 84, 240, 250, "#c9ced4", 22) +
      rect(92, 96, 216, 226, dark, 12) +
      rect(98, 102, 204, 214, "#e9eef5", 8) +
      shape("M98 260 160 190l50 56 30-30 62 70v22q0 8-8 8H106q-8 0-8-8z", "#7fae9b") +
      circle(250, 150, 20, "#f3c35f"),
  },
  charger: {
    draw: () =>
      rect(130, 130, 140, 190, "#f6f5f2", 28) +
      rect(130, 280, 140, 40, "#dedbd3", 20) +
      rect(160, 86, 16, 50, "#a7adb5", 4) +
      rect(224, 86, 16, 50, "#a7adb5", 4) +
      rect(176, 240, 48, 18, "#3b3f47", 9) +
      shape("M206 160l-26 40h18l-6 26 28-40h-18z", "#e7b53c"),
  },
  "wireless-charger": {
    draw: () =>
      oval(200, 290, 130, 46, "#3a3d45") +
      oval(200, 278, 130, 46, "#555964") +
      oval(200, 276, 92, 30, "#464a54") +
      stroke("M200 276m-30 0a30 10 0 1 0 60 0a30 10 0 1 0-60 0", "#9bd0c1", 4) +
      turned(0, rect(140, 70, 120, 186, dark, 18) + rect(147, 77, 106, 172, glass, 12)) +
      shape("M206 130l-28 42h20l-8 30 32-44h-20z", "#ffffff"),
  },
  cable: {
    colours: ["black", "white", "rust"],
    draw: ({ main, dark: edge }) =>
      stroke("M126 120c-60 120 40 210 110 150s-40-140-80-80 90 160 130 40V150", main, 13) +
      rect(108, 84, 36, 50, edge, 8) +
      rect(116, 62, 20, 24, "#b5bbc2", 4) +
      rect(268, 110, 36, 50, edge, 8) +
      rect(276, 88, 20, 24, "#b5bbc2", 4),
  },
  "power-bank": {
    colours: ["black", "sage"],
    draw: ({ main, dark: edge, light }) =>
      rect(124, 70, 152, 272, edge, 28) +
      rect(124, 64, 152, 268, main, 28) +
      rect(148, 84, 44, 12, edge, 6) +
      rect(208, 84, 44, 12, edge, 6) +
      [0, 1, 2, 3].map((n) => circle(161 + n * 26, 300, 6, n < 3 ? "#a6e3b3" : light)).join("") +
      shape("M208 150l-34 54h22l-8 40 38-58h-22z", light),
  },
  headphones: {
    colours: ["black", "white", "sand"],
    draw: ({ main, dark: edge, light }) =>
      stroke("M98 230c-10-190 214-190 204 0", edge, 22) +
      stroke("M104 210c4-150 188-150 192 0", main, 10) +
      mirrored(
        rect(70, 206, 64, 122, main, 30) +
          rect(118, 216, 26, 102, edge, 13) +
          rect(82, 226, 10, 70, light, 5),
      ),
  },
  earbuds: {
    colours: ["black", "white"],
    draw: ({ main, dark: edge, light }) =>
      rect(106, 200, 188, 140, edge, 56) +
      rect(106, 190, 188, 140, main, 56) +
      stroke("M110 244h180", edge, 4) +
      circle(200, 290, 5, "#8ad49b") +
      mirrored(
        circle(140, 110, 32, main) +
          rect(128, 110, 22, 76, main, 11) +
          circle(152, 104, 16, edge) +
          circle(132, 100, 6, light),
      ),
  },
  speaker: {
    colours: ["black", "teal", "red"],
    draw: ({ main, dark: edge, light }) =>
      rect(60, 140, 280, 176, edge, 70) +
      rect(60, 130, 280, 176, main, 70) +
      mirrored(circle(136, 218, 56, edge) + circle(136, 218, 34, main) + circle(136, 218, 12, light)) +
      stroke("M150 124q50-50 100 0", light, 10),
  },
  "shelf-speaker": {
    draw: () =>
      rect(120, 50, 160, 292, "#7a4e32", 10) +
      rect(132, 62, 136, 268, dark, 8) +
      circle(200, 122, 34, "#3d414b") +
      circle(200, 122, 16, "#8d939e") +
      circle(200, 240, 60, "#3d414b") +
      circle(200, 240, 44, "#555a66") +
      circle(200, 240, 16, "#8d939e"),
  },
  turntable: {
    draw: () =>
      rect(60, 110, 280, 216, "#9a6a44", 14) +
      rect(60, 300, 280, 34, "#7b5234", 12) +
      circle(178, 206, 86, "#1d1e22") +
      circle(178, 206, 60, "#2b2d33") +
      circle(178, 206, 28, "#d9704b") +
      circle(178, 206, 5, "#f6f2ea") +
      circle(300, 140, 16, "#d5d9dd") +
      stroke("M300 140v96l-40 34", "#d5d9dd", 8),
  },
};
