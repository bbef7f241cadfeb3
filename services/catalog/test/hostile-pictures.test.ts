/** Pictures that are none, or more than they look. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { soon } from "@shop/testing/soon";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let params: { id: string };
beforeAll(async () => {
  catalog = await runCatalog();
  params = { id: (await catalog.staff.createProduct({ body: aProduct() })).body.id };
});
afterAll(() => catalog[Symbol.asyncDispose]());

const file = (name: string): Promise<Buffer> => readFile(new URL(`pictures/${name}`, import.meta.url));

const send = (body: Uint8Array | string, type = "image/png") =>
  catalog.staff.addImage({ params, body, headers: { "content-type": type } });

async function shownAfter(body: Uint8Array | string): Promise<Sharp> {
  const added = await send(body);
  expect(added.problem).toBeUndefined();
  const shown = await catalog.public.getImage({ params: { name: added.body.url.replace("/images/", "") } });
  return sharp(shown.body);
}

const svg = (inside: string, head = "") =>
  `${head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">${inside}</svg>`;

test("what is too large when it is opened is not opened", async () => {
  expect((await send(await file("bomb-12000x12000.png"))).problem).toMatchObject({
    status: 422,
    code: "image.too_large",
  });
  const wide = '<svg xmlns="http://www.w3.org/2000/svg" width="40000" height="40000"/>';
  expect((await send(wide)).problem?.code).toBe("image.too_large");
});

const photograph = (background: string) =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer();

test("ten bombs at once leave everybody else alone", async () => {
  const bomb = await file("bomb-12000x12000.png");
  const most = process.resourceUsage().maxRSS;
  const bombs = Promise.all(Array.from({ length: 10 }, () => send(bomb)));
  const lists = await Promise.all(Array.from({ length: 20 }, () => catalog.public.listProducts()));
  expect(lists.map(({ status }) => status)).toEqual(lists.map(() => 200));
  expect((await bombs).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 422));
  // A third of what it takes to open one of them.
  expect(process.resourceUsage().maxRSS - most).toBeLessThan(140 * 1024);
  expect((await (await shownAfter(await photograph("#abc"))).metadata()).width).toBe(60);
});

/** A machine that has no time for it says so (503), and is asked again. */
async function sendUntilJudged(body: string) {
  for (;;) {
    const sent = await send(body);
    if (sent.status !== 503) return sent;
  }
}

test("a drawing that would take for ever is ended, and other pictures are made meanwhile", async () => {
  const full = '<rect width="40" height="20" fill="red" opacity=".5"/>';
  const groups = `<g id="a">${full.repeat(10)}</g><g id="b">${'<use href="#a"/>'.repeat(10)}</g>`;
  const endless = svg(`<defs>${groups}</defs>${'<use href="#b"/>'.repeat(1000)}`);
  const [{ problem }] = await Promise.all([sendUntilJudged(endless), shownAfter(await photograph("#123"))]);
  expect(problem).toMatchObject({ status: 422, code: "image.unsafe" });
  expect((await (await shownAfter(svg(full))).metadata()).width).toBe(1280);
  await soon(() => expect(process.getActiveResourcesInfo()).not.toContain("ProcessWrap"));
});

test("a drawing ends with the process that began it", async () => {
  const drawing = fork(new URL("../src/images/svg-drawing-process.ts", import.meta.url));
  await once(drawing, "spawn");
  drawing.disconnect();
  expect(await once(drawing, "exit")).toEqual([null, "SIGKILL"]);
});

test("pictures that move, and files that are no picture, are refused", async () => {
  const codeOf = async (body: Uint8Array | string, type?: string) => (await send(body, type)).problem?.code;
  expect(await codeOf(await file("two-frames.gif"))).toBe("image.unreadable");
  expect(await codeOf(await file("two-frames.gif"), "image/gif")).toBe("request.unsupported_type");
  const frames = await Promise.all(
    ["#f00", "#0f0"].map((background) =>
      sharp({ create: { width: 9, height: 9, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const moving = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
  expect(await codeOf(moving)).toBe("image.animated");
  for (const none of ["", "just text", "<html></html>", "%PDF-1.7", "\x89PNG\r\n\x1a\n", "<svg"])
    expect(await codeOf(Buffer.from(none, "latin1"))).toBe("image.unreadable");
});

test.each(["png", "jpeg", "webp", "avif"] as const)("half of a %s is none", async (format) => {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
  const whole = await sharp({ create: { width: 200, height: 200, channels: 3, background: "#fff", noise } })
    .toFormat(format)
    .toBuffer();
  expect((await send(whole.subarray(0, whole.length / 2))).problem?.code).toBe("image.unreadable");
  expect((await (await shownAfter(whole)).metadata()).width).toBe(200);
});

test("a picture for print is shown in the colours of a screen", async () => {
  expect(await (await shownAfter(await file("cmyk.jpg"))).metadata()).toMatchObject({
    space: "srgb",
    width: 60,
    height: 40,
  });
});

test("a picture is turned as its camera was held, and says nothing of where that was", async () => {
  const red = { create: { width: 60, height: 20, channels: 3 as const, background: "#f00" } };
  const taken = await sharp(red)
    .withExif({ IFD0: { Artist: "Somebody" }, IFD3: { GPSLatitude: "52/1 31/1 0/1" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const head = await (await shownAfter(taken)).metadata();
  expect(head).toMatchObject({ width: 20, height: 60 });
  expect([head.exif, head.icc, head.xmp, head.orientation]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("what can be seen through stays so, and what is larger than anybody looks at is made smaller", async () => {
  const background = { r: 0, g: 0, b: 0, alpha: 0.5 };
  const clear = sharp({ create: { width: 3000, height: 300, channels: 4, background } });
  const head = await (await shownAfter(await clear.png().toBuffer())).metadata();
  expect(head).toMatchObject({ hasAlpha: true, width: 2560, height: 256 });
});

test.each(["10mm", "2in", "7pt", "3cm", "10", "40em"])(
  "an SVG that is %s wide is drawn as large as pictures are shown",
  async (width) => {
    const sized = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>`;
    const drawn = await (await shownAfter(sized)).metadata();
    expect(Math.abs(drawn.width - 1280)).toBeLessThan(40);
  },
);

test("an SVG is drawn and not kept; one that would run or load something is refused", async () => {
  const drawn = await (await shownAfter(svg('<rect width="40" height="20" fill="red"/>'))).metadata();
  expect(drawn).toMatchObject({ format: "webp", width: 1280, height: 640 });
  const long = svg(`<rect width="40" height="20" fill="blue"/><!--${"x".repeat(9 * 1024 * 1024)}-->`);
  expect((await (await shownAfter(long)).metadata()).width).toBe(1280);
  const lol = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  for (const unsafe of [
    svg("<script>alert(1)</script>"),
    svg('<image href="http://127.0.0.1:1/a.png"/>'),
    svg('<use xlink:href="file:///etc/passwd#a"/>'),
    svg("<text>&b;</text>", lol),
  ])
    expect((await send(unsafe)).problem?.code).toBe("image.unsafe");
});
