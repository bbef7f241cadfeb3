/** Requests whose frame is broken: the length, the coding, or the chunks. */
import type { Random } from "@shop/testing/random";
import { chunk, chunked, goodBody, json, lastChunk, smuggled, write } from "../shape.ts";
import { oddCodings, oddLengths, oddSizes, trailers } from "./odd-frames.ts";

export function breakFrame(random: Random): string {
  const method = random.pick(["POST", "POST", "GET", "DELETE", "PUT", "PATCH", "OPTIONS"]);
  const headers = Array.from({ length: random.whole(1, 2) }, () =>
    random.chance(0.5)
      ? `Content-Length: ${random.pick(oddLengths)}`
      : `Transfer-Encoding: ${random.pick(oddCodings)}`,
  );
  const second = random.weighted({ coding: 2, length: 1, none: 1 });
  if (second === "coding") headers.push(chunked);
  if (second === "length") headers.push(`Content-Length: ${random.whole(0, 60)}`);
  const shuffled = headers.toSorted(() => random.next() - 0.5);
  if (random.chance(0.1))
    shuffled[0] = shuffled[0]?.replace(":", random.pick([" :", ":\x0b", "\t:", ":\r\n "])) ?? json;
  return write(shuffled, breakBody(random), method);
}

function breakBody(random: Random): string {
  if (random.chance(0.2)) return goodBody;
  if (random.chance(0.2)) return smuggled;
  const chunks = Array.from({ length: random.whole(0, 4) }, () => breakChunk(random));
  const last = random.weighted({ whole: 6, none: 1, trailers: 2, many: 1 });
  const ends = {
    whole: lastChunk,
    none: "",
    trailers: `0\r\n${random.pick(trailers)}\r\n`,
    many: `${random.pick(["00000000", "0;a=b", "0 ", "-0", "0x0"])}\r\n\r\n`,
  };
  return chunks.join("") + ends[last] + (random.chance(0.3) ? smuggled : "");
}

function breakChunk(random: Random): string {
  const text = "x".repeat(random.pick([1, 5, 5, 5, 16, 300]));
  if (random.chance(0.5)) return chunk(text);
  const end = random.pick(["\r\n", "\n", "", "\r", "\r\n\r\n"]);
  return random.chance(0.5)
    ? chunk(text, random.pick(oddSizes))
    : `${text.length.toString(16)}\r\n${text}${end}`;
}
