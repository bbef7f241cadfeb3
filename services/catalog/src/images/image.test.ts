import { expect, test } from "vitest";
import { kindOf, withImage } from "./image.ts";
import { refuseUnsafe } from "./svg.ts";
import { look, type Upload } from "./upload.ts";

const a = { url: "/images/a.webp", alt: "a" };

test("a picture comes last, and one that is there is not there twice", () => {
  expect(withImage([a], { url: "/images/b.webp", alt: undefined })).toEqual([
    a,
    { url: "/images/b.webp", alt: "" },
  ]);
  expect(withImage([a], { url: a.url, alt: undefined })).toEqual([a]);
  expect(withImage([a], { url: a.url, alt: "" })).toEqual([{ url: a.url, alt: "" }]);
  const full = Array.from({ length: 50 }, (_, n) => ({ url: `/images/${n}.webp`, alt: "" }));
  expect(() => withImage(full, { url: a.url, alt: "" })).toThrow("50 pictures at most");
  expect(withImage(full, { url: "/images/7.webp", alt: "x" })).toHaveLength(50);
});

test.each([
  ["\x89PNG\r\n\x1a\nrest", "png"],
  ["\xff\xd8\xff\xe0", "jpeg"],
  ["RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"],
  ["\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1miaf", "avif"],
  ["\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", "avif"],
  ["\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", undefined],
  ["\xef\xbb\xbf <?xml version='1.0'?><!-- a --><svg>", "svg"],
  ["GIF89a", undefined],
  ["II*\x00", undefined],
  ["\x1f\x8b\x08<svg>", undefined],
  ["text <svg>", undefined],
  ["<svgx>", undefined],
  ["", undefined],
])("what begins with %j is %s", (start, kind) => {
  expect(kindOf(Buffer.from(start, "latin1"))).toBe(kind);
});

const drawing = (inside: string) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`);

test.each([
  '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/>',
  "<use href=\"#a\" xlink:href='#a'/><a style=\"fill:url('#g')\"/>",
  "<style>.a{fill:red}</style><title>Go on=now</title>".replace(" on=", " on, "),
  "<style><![CDATA[.a{fill:red}]]></style><!-- a &#x3b1; --><title>a &#60;script> &lt;b> &amp; &#x1F600; &#9999999999;</title>",
  "<title>" + "<![CDATA[".repeat(3) + "<!--".repeat(3),
])("%s is a drawing", (inside) => {
  expect(() => refuseUnsafe(drawing(inside))).not.toThrow();
});

test.each([
  "<script/>",
  "<svg:script>",
  '<g onload="x()"/>',
  "<foreignObject/>",
  '<image href="data:image/png;base64,AA"/>',
  '<feImage href="#a"/>',
  '<filter id="f"><feFlood result="r0"/></filter>',
  "<svg:feTurbulence/>",
  '<rect filter="blur(3)"/>',
  '<rect style="fill:red;filter : drop-shadow(1 1)"/>',
  "<style>*{filter:blur(3)}</style>",
  "<style>*{f\\69lter:blur(3)}</style>",
  "<style>*{fil/**/ter:blur(3)}</style>",
  '<rect style="&#102;ilter:blur(3)"/>',
  "<style>*{&#x66;ilter:blur(3)}</style>",
  "<style>*{fil<![CDATA[ter:blur(3)}]]></style>",
  "<style>*{fil<!-- x -->ter:blur(3)}</style>",
  "<style><![CDATA[<!--]]>*{&#102;il<!-- x -->ter:blur(3)}<![CDATA[-->]]></style>",
  "<style>*{f&#92;69lter:blur(3)}</style>",
  "<style>*{fi<a/>lter:blur(3)}</style>",
  "<style>*{fi<desc>x</desc>lter:blur(3)} *{fi<desc></desc>lter:blur(3)}</style>",
  "<style>@im<a/>port 'a'</style>",
  '<rect style="fill:u&#114;l(http://a/#b)"/>',
  "<style>&#64;import 'a'</style>",
  '<use href="http://a/"/>',
  "<use xlink:href = '//a/'/>",
  '<use href="&#x68;ttp://a/"/>',
  '<rect fill="url(http://a/#b)"/>',
  "<style>@import 'a'</style>",
  "<style>a{src:url( 'file:///etc/passwd')}</style>",
  "<!DOCTYPE svg>",
  "<!ENTITY a 'b'>",
  '<?xml-stylesheet href="a"?>',
])("%s is none", (inside) => {
  expect(() => refuseUnsafe(drawing(inside))).toThrow("An SVG may not have");
});

test("text that could be read in another way than it is looked at is no drawing", () => {
  expect(() => refuseUnsafe(Buffer.from('<?xml version="1.0" encoding="UTF-7"?><svg/>'))).toThrow("encoding");
  expect(() => refuseUnsafe(Buffer.from("<svg/>", "utf16le").fill(0xff, 0, 1))).toThrow("no whole");
  expect(() => refuseUnsafe(Buffer.from('<?xml version="1.0" encoding="utf-8"?><svg/>'))).not.toThrow();
});

test("a picture goes when it was unused at two looks, a day apart", () => {
  const now = new Date("2026-11-26T12:00:00Z");
  const tomorrow = new Date("2026-11-27T12:00:00Z");
  const upload: Upload = { name: "a.webp", checkAt: now, unusedSince: null, isLeaving: false };
  const once = look(upload, false, now);
  expect(once).toEqual({ ...upload, checkAt: tomorrow, unusedSince: now });
  expect(look(once, true, tomorrow).unusedSince).toBeNull();
  expect(look(once, false, tomorrow).isLeaving).toBe(true);
  expect(look({ ...once, isLeaving: true }, true, tomorrow).isLeaving).toBe(true);
});
