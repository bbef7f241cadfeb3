/** Which compressed forms a client takes, and how they are made. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";

export const encodings = ["br", "gzip"] as const;
export type Encoding = (typeof encodings)[number];

/** 5 costs about what gzip does and gives a fifth less. */
const brotliQuality = 5;

export const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => promisify(gzip)(body),
};

const maxRemembered = 500;
const remembered = new Map<string, readonly Encoding[]>();

/** The forms that this client prefers to the plain one, best first (RFC 9110 §12.5.3). */
export function encodingsFor(acceptEncoding: string | undefined): readonly Encoding[] {
  if (acceptEncoding === undefined) return [];
  const known = remembered.get(acceptEncoding);
  if (known) return known;
  const wanted = negotiate(acceptEncoding);
  const plain = wanted.indexOf("identity");
  const better = (plain === -1 ? wanted : wanted.slice(0, plain)) as Encoding[];
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(acceptEncoding, better);
  return better;
}

/** Where a client likes two as much, ours comes first; the package's types do not know that option yet. */
function negotiate(acceptEncoding: string): readonly string[] {
  const negotiator = new Negotiator({ headers: { "accept-encoding": acceptEncoding } }) as unknown as {
    encodings(available: readonly string[], options: { readonly preferred: readonly string[] }): string[];
  };
  return negotiator.encodings([...encodings, "identity"], { preferred: encodings });
}
