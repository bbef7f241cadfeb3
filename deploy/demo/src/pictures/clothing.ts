/** What people wear. */
import { circle, mirrored, oval, rect, shape, stroke, type Pictures } from "./brush.ts";

const top = "M148 74 92 98 44 176l50 34 20-26v146h172V184l20 26 50-34-48-78-56-24q-52 40-104 0z";
const sleeved = "M148 78 100 98 62 300l44 10 20-110v132h148V200l20 110 44-10-38-202-48-20q-52 34-104 0z";
const legs = "M126 62h148l26 276h-66l-34-190-34 190h-66z";

export const clothing: Pictures = {
  "t-shirt": {
    colours: ["white", "black", "navy", "sage", "rust"],
    draw: ({ main, dark }) =>
      shape(top, main) + stroke("M148 74q52 50 104 0", dark, 9) + stroke("M114 190v140M286 190v140", dark, 3),
  },
  shirt: {
    colours: ["white", "blue"],
    draw: ({ main, dark, light }) =>
      shape(sleeved, main) +
      shape("M148 78l52 46-34 26-28-64zM252 78l-52 46 34 26 28-64z", light) +
      stroke("M148 78l52 46 52-46M166 150l34-26 34 26M200 130v200", dark, 4) +
      [170, 210, 250, 290].map((y) => circle(208, y, 4, dark)).join(""),
  },
  hoodie: {
    colours: ["grey", "navy", "olive"],
    draw: ({ main, dark, light }) =>
      shape(sleeved, main) +
      shape("M140 92q0-50 60-50t60 50q-20 50-60 50t-60-50z", dark) +
      oval(200, 92, 40, 30, "#1f2024") +
      stroke("M184 136v50M216 136v50", light, 6) +
      shape("M146 250h108l16 54H130z", dark) +
      rect(126, 322, 148, 14, dark, 4),
  },
  sweater: {
    colours: ["cream", "rust", "navy"],
    draw: ({ main, dark, light }) =>
      shape(sleeved, main) +
      stroke("M148 78q52 40 104 0", dark, 14) +
      rect(126, 316, 148, 20, dark, 5) +
      stroke(
        "M150 150l12 12 12-12 12 12 14-12 12 12 12-12 12 12 12-12M150 180l12 12 12-12 12 12 14-12 12 12 12-12 12 12 12-12",
        light,
        6,
      ),
  },
  jacket: {
    colours: ["yellow", "olive", "black"],
    draw: ({ main, dark, light }) =>
      shape(sleeved, main) +
      shape("M150 80q50-44 100 0l-50 30z", dark) +
      stroke("M200 108v226", dark, 6) +
      stroke("M146 240h36M254 240h-36", light, 8) +
      stroke("M66 288l40 10M334 288l-40 10", dark, 6),
  },
  trousers: {
    colours: ["navy", "sand", "black"],
    draw: ({ main, dark }) =>
      shape(legs, main) +
      rect(126, 62, 148, 22, dark, 4) +
      stroke("M200 84v62M140 92q4 30-12 40M260 92q-4 30 12 40", dark, 4),
  },
  dress: {
    colours: ["rust", "navy"],
    draw: ({ main, dark, light }) =>
      shape("M150 60h20q30 40 60 0h20l14 90-14 30 54 158H96l54-158-14-30z", main) +
      rect(148, 170, 104, 14, dark, 4) +
      stroke("M170 190l-30 140M200 190v140M230 190l30 140", light, 4),
  },
  sneaker: {
    colours: ["white", "black", "red"],
    draw: ({ main, dark }) =>
      shape("M60 290V190q30 20 60-14l30-26 60 66q20 22 80 30 56 8 56 44z", main) +
      shape("M60 290V250q40 10 60 40z", dark) +
      rect(54, 286, 298, 32, "#f4f1ea", 16) +
      rect(54, 306, 298, 12, "#c8c2b5", 6) +
      stroke("M150 196l26-18M168 216l26-18M188 234l26-18", "#f4f1ea", 7),
  },
  boot: {
    draw: () =>
      shape("M104 70h112v120q10 40 70 46 50 6 50 60H104z", "#8a5a3c") +
      shape("M104 70h112v26H104z", "#68412a") +
      rect(98, 292, 244, 26, "#3a2a20", 8) +
      rect(98, 312, 70, 22, "#2c1f18", 6) +
      stroke("M160 120h56M160 148h56M164 176h54M180 204l40-14", "#f0d9a8", 7),
  },
  beanie: {
    colours: ["rust", "navy"],
    draw: ({ main, dark, light }) =>
      circle(200, 84, 28, light) +
      shape("M92 270q0-170 108-170t108 170z", main) +
      stroke("M150 250q0-100 34-140M200 250V108M250 250q0-100-34-140", dark, 5) +
      rect(80, 250, 240, 62, dark, 24) +
      stroke("M110 264v34M140 264v34M170 264v34M200 264v34M230 264v34M260 264v34M290 264v34", main, 5),
  },
  scarf: {
    draw: () =>
      rect(120, 150, 66, 150, "#3668a3", 6) +
      stroke("M130 304v26M144 304v26M158 304v26M172 304v26", "#3668a3", 6) +
      rect(206, 160, 72, 156, "#4f86c6", 6) +
      rect(206, 214, 72, 20, "#f1e6d0") +
      rect(206, 258, 72, 20, "#f1e6d0") +
      stroke("M216 320v22M230 320v22M244 320v22M258 320v22M270 320v22", "#4f86c6", 6) +
      shape("M84 130q0-70 116-70t116 70q0 66-116 66T84 130z", "#4f86c6") +
      oval(200, 116, 74, 30, "#2c5588") +
      stroke("M104 150q20 30 70 36M230 184q50-8 66-34", "#f1e6d0", 10),
  },
  socks: {
    draw: () =>
      shape("M110 70h70v140l70 60q26 40-14 52-40 6-70-24l-56-60z", "#93ab8c") +
      rect(106, 66, 78, 30, "#738c6c", 8) +
      shape("M206 300q50-50 66 0-16 30-50 22z", "#f1e6d0") +
      stroke("M114 130h62M114 154h62", "#f1e6d0", 8),
  },
  belt: {
    draw: () =>
      stroke("M200 120a92 76 0 1 0 .1 0", "#68412a", 40) +
      stroke("M200 114a92 76 0 1 0 .1 0", "#8a5a3c", 34) +
      rect(158, 78, 84, 74, "#c9a24a", 14) +
      rect(172, 92, 56, 46, "#8a5a3c", 6) +
      rect(194, 106, 50, 14, "#c9a24a", 6),
  },
  "tote-bag": {
    colours: ["cream", "black"],
    draw: ({ main, dark }) =>
      stroke("M146 150q0-90 54-90t54 90", dark, 14) +
      shape("M90 140h220l16 198H74z", main) +
      stroke("M98 158h204", dark, 4) +
      circle(200, 246, 34, dark) +
      shape("M200 222q34 24 0 50-34-26 0-50z", main),
  },
  sunglasses: {
    draw: () =>
      stroke("M76 190q-30-60 10-70M324 190q30-60-10-70", "#68412a", 10) +
      mirrored(
        circle(126, 214, 62, "#8a5a3c") +
          circle(126, 214, 48, "#2f3b45") +
          stroke("M98 204q8-22 28-26", "#7f93a3", 7),
      ) +
      stroke("M184 200q16-14 32 0", "#8a5a3c", 12),
  },
};
