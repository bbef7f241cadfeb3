import { decodeQR } from "qr/decode.js";
import { expect, test } from "vitest";
import { qrPicture } from "./qr.ts";

const scale = 4;

/** As a camera would see it. */
function paint(svg: string) {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const side = size * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
  return { width: side, height: side, data };
}

test.each([
  "otpauth://totp/SuperCoolShop:alice%40example.com?issuer=SuperCoolShop&secret=KEPTKEPTKEPTKEPTKEPTKEPTKEPTKEPT",
  `otpauth://totp/${"a".repeat(400)}?secret=KEPT`,
])("a phone reads %s", (uri) => {
  expect(decodeQR(paint(String(qrPicture(uri, "The picture"))))).toBe(uri);
});

test("it says what it is, and nothing in it is let through as it is", () => {
  const svg = String(qrPicture("otpauth://totp/x?secret=A", `"><img onerror>`));
  expect(svg).toContain('role="img"');
  expect(svg).not.toContain("<img");
});
