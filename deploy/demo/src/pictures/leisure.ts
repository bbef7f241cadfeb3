/* oxlint-disable max-lines -- drawings, a dozen lines each; a reader looks for one by name */
/** Outdoors, toys and books. */
import { circle, mirrored, oval, rect, shape, stroke, turned, type Pictures } from "./brush.ts";

const animal = (main: string, dark: string, ears: string): string =>
  mirrored(ears + oval(128, 236, 34, 24, main) + oval(148, 326, 34, 22, dark)) +
  oval(200, 262, 78, 80, main) +
  circle(200, 146, 74, main) +
  oval(200, 272, 44, 48, "#f7ecd9") +
  oval(200, 168, 34, 26, "#f7ecd9") +
  mirrored(circle(172, 136, 8, "#23252b")) +
  oval(200, 156, 11, 8, "#23252b") +
  stroke("M186 174q14 12 28 0", "#23252b", 4);

export const leisure: Pictures = {
  tent: {
    draw: () =>
      shape("M200 90 352 330H48z", "#6f7444") +
      shape("M200 90 48 330h152z", "#8f9462") +
      shape("M200 150l56 180H144z", "#3a3d23") +
      shape("M200 150l-56 180h26z", "#f0bb3f") +
      stroke("M200 90V62M48 330l-20 10M352 330l20 10", "#53572f", 6),
  },
  "sleeping-bag": {
    draw: () =>
      turned(
        -20,
        rect(120, 50, 160, 300, "#2c3e63", 76) +
          rect(134, 64, 132, 272, "#46597f", 64) +
          oval(200, 110, 46, 40, "#f0bb3f") +
          stroke("M140 180h120M140 226h120M146 272h108M252 120v200", "#2c3e63", 6),
      ),
  },
  lantern: {
    draw: () =>
      stroke("M140 120q0-72 60-72t60 72", "#3a3d45", 8) +
      rect(136, 104, 128, 34, "#c8403d", 10) +
      rect(148, 138, 104, 130, "#fff3c4", 10) +
      circle(200, 204, 28, "#f0bb3f") +
      stroke("M174 138v130M226 138v130", "#9e2c2b", 6) +
      rect(126, 264, 148, 74, "#c8403d", 14) +
      circle(200, 302, 12, "#9e2c2b"),
  },
  stove: {
    draw: () =>
      rect(116, 90, 168, 110, "#b9c0c6", 12) +
      stroke("M284 120h60", "#3a3d45", 12) +
      shape(
        "M150 232q10-24 0-34 26 6 20 34zM200 236q14-30 0-44 34 10 26 44zM244 232q8-20 0-30 24 6 16 30z",
        "#4f86c6",
      ) +
      stroke("M130 206h140M150 240h100", "#3a3d45", 9) +
      rect(176, 240, 48, 24, "#8e979f", 4) +
      rect(140, 262, 120, 76, "#c2613a", 22),
  },
  bottle: {
    colours: ["steel", "teal", "rust"],
    draw: ({ main, dark, light }) =>
      rect(170, 40, 60, 44, "#2b2d33", 10) +
      rect(178, 80, 44, 22, dark, 4) +
      shape("M178 100h44q40 20 40 70v134q0 34-34 34h-56q-34 0-34-34V170q0-50 40-70z", main) +
      rect(156, 176, 14, 120, light, 7) +
      rect(138, 240, 124, 10, dark),
  },
  backpack: {
    colours: ["olive", "navy", "rust"],
    draw: ({ main, dark, light }) =>
      stroke("M170 78q0-36 30-36t30 36", dark, 12) +
      rect(74, 200, 50, 110, dark, 20) +
      rect(276, 200, 50, 110, dark, 20) +
      shape("M104 150q0-80 96-80t96 80v150q0 38-38 38H142q-38 0-38-38z", main) +
      rect(130, 214, 140, 96, dark, 18) +
      stroke("M140 240h120", light, 6) +
      stroke("M112 170q88 30 176 0", light, 8) +
      rect(188, 170, 24, 36, "#d8c3a0", 5),
  },
  poles: {
    draw: () =>
      mirrored(
        turned(
          14,
          rect(194, 40, 12, 270, "#b9c0c6", 4) +
            rect(188, 36, 24, 70, "#2b2d33", 10) +
            rect(190, 180, 20, 20, "#c2613a", 4) +
            oval(200, 300, 24, 8, "#2b2d33") +
            rect(197, 306, 6, 30, "#6b727a"),
        ),
      ),
  },
  headlamp: {
    draw: () =>
      stroke("M70 190q130-110 260 0M70 190q130 90 260 0", "#2f8f8b", 24) +
      rect(140, 190, 120, 100, "#2b2d33", 28) +
      circle(200, 240, 36, "#d9dee2") +
      circle(200, 240, 26, "#fff3c4") +
      stroke("M150 320l-20 26M200 324v26M250 320l20 26", "#f0bb3f", 7),
  },
  helmet: {
    colours: ["white", "red"],
    draw: ({ main, dark, light }) =>
      stroke("M110 240l50 84h60M280 246l-60 78", "#3a3d45", 8) +
      shape("M60 240q0-150 150-150 130 0 134 130 0 24-30 24H76q-16 0-16-4z", main) +
      stroke("M110 210q20-80 90-84M166 214q10-60 70-76M230 216q6-40 50-52", dark, 16) +
      stroke("M76 244h240", light, 8),
  },
  "bike-light": {
    draw: () =>
      rect(60, 270, 280, 24, "#8e979f", 12) +
      rect(170, 220, 60, 90, "#3a3d45", 12) +
      rect(110, 130, 170, 100, "#2b2d33", 40) +
      circle(134, 180, 52, "#d9dee2") +
      circle(134, 180, 38, "#fff3c4") +
      stroke("M60 130l-24-20M48 180H20M60 230l-24 20", "#f0bb3f", 8) +
      circle(246, 164, 7, "#8ad49b"),
  },
  "bike-bag": {
    draw: () =>
      stroke("M120 96h160", "#3a3d45", 14) +
      shape("M104 110h192l14 196q0 30-30 30H120q-30 0-30-30z", "#2c3e63") +
      shape("M104 110h192l6 80q-102 40-204 0z", "#46597f") +
      mirrored(rect(146, 170, 18, 70, "#d8c3a0", 5)) +
      rect(180, 262, 40, 24, "#f0bb3f", 6),
  },
  "bike-pump": {
    draw: () =>
      rect(130, 50, 140, 26, "#2b2d33", 12) +
      rect(194, 70, 12, 90, "#b9c0c6") +
      rect(172, 150, 56, 170, "#c8403d", 12) +
      rect(110, 314, 180, 24, "#2b2d33", 8) +
      stroke("M228 290q80 10 70-80t-30-80", "#3a3d45", 9) +
      circle(200, 290, 22, "#f4f1ea") +
      stroke("M200 290l10-10", "#c8403d", 4),
  },
  blocks: {
    draw: () =>
      rect(70, 230, 108, 108, "#c8403d", 10) +
      rect(222, 230, 108, 108, "#4f86c6", 10) +
      rect(146, 118, 108, 108, "#f0bb3f", 10) +
      shape("M124 256l30 56H94z", "#f7ecd9") +
      circle(276, 284, 28, "#f7ecd9") +
      rect(176, 148, 48, 48, "#f7ecd9", 4),
  },
  train: {
    draw: () =>
      rect(196, 110, 120, 170, "#c8403d", 12) +
      rect(222, 134, 68, 56, "#cfe0f5", 6) +
      rect(184, 96, 144, 22, "#9e2c2b", 8) +
      rect(76, 180, 130, 100, "#2f8f8b", 14) +
      rect(100, 126, 34, 60, "#23252b", 6) +
      circle(118, 92, 18, "#d5d9dd") +
      [112, 180, 258].map((x) => circle(x, 296, 34, "#f0bb3f") + circle(x, 296, 12, "#8a5a3c")).join(""),
  },
  puzzle: {
    draw: () =>
      rect(84, 84, 116, 116, "#4f86c6", 8) +
      rect(200, 84, 116, 116, "#f0bb3f", 8) +
      rect(84, 200, 116, 116, "#93ab8c", 8) +
      turned(10, rect(208, 214, 116, 116, "#c2613a", 8) + circle(266, 210, 24, "#c2613a")) +
      circle(204, 142, 24, "#4f86c6") +
      circle(142, 196, 24, "#93ab8c") +
      circle(258, 204, 26, "#2b2d33"),
  },
  "board-game": {
    draw: () =>
      rect(64, 104, 272, 200, "#2f8f8b", 12) +
      rect(64, 290, 272, 40, "#216c69", 12) +
      stroke("M100 264h60v-60h70v-60h70", "#f7ecd9", 26) +
      circle(100, 264, 18, "#c8403d") +
      circle(300, 144, 18, "#f0bb3f") +
      rect(256, 214, 52, 52, "#fbfaf7", 10) +
      circle(270, 228, 5, "#23252b") +
      circle(282, 240, 5, "#23252b") +
      circle(294, 252, 5, "#23252b"),
  },
  cards: {
    draw: () =>
      turned(-16, rect(120, 84, 140, 210, "#c8403d", 14) + rect(132, 96, 116, 186, "#de6b66", 8)) +
      turned(
        10,
        rect(150, 90, 140, 210, "#d9d5cc", 14) +
          rect(146, 88, 140, 210, "#fbfaf7", 14) +
          shape("M216 150q44 30 0 84-44-54 0-84z", "#c8403d"),
      ),
  },
  bear: {
    draw: () => animal("#a97a5b", "#8a5a3c", circle(140, 88, 30, "#8a5a3c") + circle(140, 88, 15, "#f7ecd9")),
  },
  rabbit: {
    draw: () =>
      animal("#bcc1c8", "#9aa0a8", oval(166, 62, 20, 52, "#9aa0a8") + oval(166, 62, 10, 38, "#f0c2c7")),
  },
  book: {
    colours: ["red", "navy", "sage", "yellow", "teal", "rust"],
    draw: ({ main, dark, light }) =>
      rect(100, 64, 208, 280, "#f4efe4", 8) +
      rect(92, 56, 208, 280, main, 10) +
      rect(92, 56, 26, 280, dark, 8) +
      rect(146, 96, 126, 12, "#f7ecd9", 4) +
      rect(164, 118, 90, 8, "#f7ecd9", 4) +
      circle(209, 214, 48, light) +
      shape("M161 214a48 48 0 0 0 96 0q-24-30-48 0t-48 0z", dark) +
      rect(170, 298, 78, 8, "#f7ecd9", 4),
  },
};
