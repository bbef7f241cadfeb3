/** Kitchen, light and cloth. */
import { circle, oval, rect, shape, stroke, type Pictures } from "./brush.ts";

const steam = stroke("M170 92q-12-18 0-34t0-32M212 92q-12-18 0-34t0-32", "#c9c3b8", 7);

export const home: Pictures = {
  pan: {
    draw: () =>
      rect(262, 196, 116, 24, "#8a5a3c", 12) +
      circle(168, 208, 122, "#2b2d33") +
      circle(168, 208, 104, "#3f424b") +
      oval(140, 178, 44, 26, "#555964"),
  },
  casserole: {
    colours: ["red", "teal", "cream"],
    draw: ({ main, dark, light }) =>
      rect(44, 206, 312, 30, dark, 15) +
      shape("M76 190h248v90q0 54-54 54H130q-54 0-54-54z", main) +
      shape("M68 190q10-62 132-62t132 62z", light) +
      rect(64, 184, 272, 18, dark, 9) +
      rect(172, 100, 56, 26, "#c9a24a", 13),
  },
  pot: {
    draw: () =>
      stroke("M76 210h-30M324 210h30", "#3a3d45", 18) +
      rect(76, 160, 248, 176, "#b9c0c6", 18) +
      rect(104, 180, 18, 130, "#d9dee2", 9) +
      shape("M76 160q10-44 124-44t124 44z", "#d9dee2") +
      rect(68, 154, 264, 16, "#8e979f", 8) +
      circle(200, 104, 16, "#3a3d45"),
  },
  knife: {
    draw: () =>
      shape("M196 36q46 90 32 186h-44V60z", "#d3d9de") +
      shape("M196 36q20 90 6 186h-18V60z", "#b9c0c6") +
      rect(178, 216, 56, 20, "#8e979f", 4) +
      rect(184, 234, 44, 110, "#68412a", 14) +
      circle(206, 262, 5, "#d9c9a3") +
      circle(206, 316, 5, "#d9c9a3"),
  },
  "cutting-board": {
    draw: () =>
      rect(96, 110, 208, 230, "#c99a66", 24) +
      rect(168, 54, 64, 80, "#c99a66", 24) +
      circle(200, 84, 14, "#f4efe6") +
      stroke("M130 140v170M170 130v190M230 130v190M270 140v170", "#b58451", 4),
  },
  bowl: {
    colours: ["blue", "sand"],
    draw: ({ main, dark, light }) =>
      shape("M60 180h280q0 110-90 140H150q-90-30-90-140z", main) +
      oval(200, 180, 140, 34, dark) +
      oval(200, 184, 122, 24, light) +
      rect(150, 316, 100, 20, dark, 8),
  },
  mug: {
    colours: ["white", "blue", "rust"],
    draw: ({ main, dark, light }) =>
      steam +
      stroke("M270 180q70-10 66 50t-76 50", main, 24) +
      shape("M96 130h188v150q0 56-56 56h-76q-56 0-56-56z", main) +
      oval(190, 130, 94, 20, dark) +
      oval(190, 134, 80, 13, "#6b4630") +
      rect(114, 170, 16, 100, light, 8),
  },
  "french-press": {
    draw: () =>
      rect(194, 40, 12, 60, "#8e979f", 4) +
      circle(200, 40, 16, "#2b2d33") +
      stroke("M278 160q64-4 60 60t-60 60", "#2b2d33", 16) +
      rect(122, 110, 156, 220, "#d8e6ea", 14) +
      rect(122, 190, 156, 140, "#6b4630", 14) +
      rect(112, 94, 176, 26, "#b9c0c6", 10) +
      stroke("M122 160h156M122 290h156", "#b9c0c6", 10) +
      rect(114, 322, 172, 16, "#8e979f", 6),
  },
  kettle: {
    colours: ["steel", "black"],
    draw: ({ main, dark, light }) =>
      stroke("M130 130q10-76 80-76t80 76", "#2b2d33", 16) +
      shape("M110 220 52 150l30-16 60 50z", dark) +
      shape("M130 130h150l40 206H90z", main) +
      shape("M130 130h30l-20 206H90z", light) +
      rect(130, 118, 150, 20, dark, 8) +
      circle(205, 112, 12, "#2b2d33") +
      rect(84, 326, 242, 14, dark, 7),
  },
  teapot: {
    draw: () =>
      stroke("M286 190q70-10 56 50t-70 40", "#216c69", 18) +
      shape("M110 250 46 190l24-20 70 40z", "#216c69") +
      oval(200, 244, 104, 92, "#2f8f8b") +
      oval(200, 164, 56, 20, "#57b0ac") +
      circle(200, 136, 16, "#216c69") +
      stroke("M130 220q10-34 40-46", "#57b0ac", 8),
  },
  grinder: {
    draw: () =>
      stroke("M200 110V66h90", "#8e979f", 12) +
      circle(292, 66, 18, "#68412a") +
      shape("M120 150q0-44 80-44t80 44l-20 40H140z", "#b9c0c6") +
      rect(120, 186, 160, 150, "#8a5a3c", 10) +
      rect(140, 236, 120, 60, "#68412a", 6) +
      circle(200, 266, 9, "#d9c9a3"),
  },
  "table-lamp": {
    colours: ["cream", "sage"],
    draw: ({ main, dark, light }) =>
      shape("M140 60h120l50 130H90z", main) +
      shape("M140 60h40l-20 130H90z", light) +
      rect(192, 190, 16, 110, dark, 4) +
      oval(200, 322, 76, 20, dark) +
      oval(200, 196, 60, 8, "#fff3c4"),
  },
  "pendant-lamp": {
    draw: () =>
      rect(197, 0, 6, 120, "#3a3d45") +
      rect(178, 108, 44, 34, "#3a3d45", 8) +
      shape("M70 250q10-112 130-112t130 112z", "#c2613a") +
      shape("M70 250q10-112 100-110-50 30-54 110z", "#d98762") +
      oval(200, 252, 130, 16, "#9c4926") +
      circle(200, 262, 26, "#fff3c4"),
  },
  candle: {
    draw: () =>
      shape("M200 60q34 44 0 74-34-30 0-74z", "#f0bb3f") +
      shape("M200 92q16 22 0 40-16-18 0-40z", "#fff3c4") +
      rect(197, 130, 6, 24, "#3a3d45") +
      rect(122, 150, 156, 186, "#f1e6d0", 16) +
      oval(200, 152, 78, 14, "#faf4e6") +
      rect(150, 220, 100, 60, "#fbfaf7", 4) +
      stroke("M166 242h68M176 260h48", "#b9a27c", 5),
  },
  cushion: {
    colours: ["yellow", "teal"],
    draw: ({ main, dark, light }) =>
      shape("M70 90q130 34 260 0-30 120 0 240-130-34-260 0 30-120 0-240z", main) +
      stroke("M110 130q90 20 180 0M100 290q100-20 200 0M104 210h192", light, 8) +
      circle(200, 210, 12, dark),
  },
  blanket: {
    draw: () =>
      rect(70, 110, 260, 200, "#d8c3a0", 24) +
      rect(70, 176, 260, 14, "#c2613a") +
      rect(70, 204, 260, 14, "#2c3e63") +
      rect(70, 232, 260, 14, "#c2613a") +
      stroke(
        "M84 320v18M112 320v18M140 320v18M168 320v18M196 320v18M224 320v18M252 320v18M280 320v18M308 320v18",
        "#b9a27c",
        6,
      ) +
      stroke("M74 268q126 18 252 0", "#b9a27c", 5),
  },
  bed: {
    draw: () =>
      rect(60, 96, 280, 130, "#8a5a3c", 18) +
      rect(84, 150, 108, 70, "#fbfaf7", 22) +
      rect(208, 150, 108, 70, "#fbfaf7", 22) +
      rect(60, 200, 280, 120, "#d8c3a0", 20) +
      rect(60, 200, 280, 40, "#f1e6d0", 18) +
      stroke("M110 262q90 22 180 0M90 290q110 22 220 0", "#b9a27c", 5) +
      rect(66, 316, 16, 26, "#68412a") +
      rect(318, 316, 16, 26, "#68412a"),
  },
  towels: {
    draw: () =>
      [
        [0, "#4f86c6", "#3668a3"],
        [1, "#f1e6d0", "#d8c9ab"],
        [2, "#93ab8c", "#738c6c"],
      ]
        .map(
          ([n, main, dark]) =>
            rect(80, 266 - Number(n) * 74, 240, 66, String(main), 30) +
            stroke(`M112 ${300 - Number(n) * 74}h200`, String(dark), 5),
        )
        .join(""),
  },
};
