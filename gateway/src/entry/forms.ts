/**
 * The forms in which a kept answer can be sent, ready to be written. Compressed ones are made once, off the way of any
 * request, when somebody asks who would take them; until then the plain one is sent. Each has an `ETag` of its own
 * (RFC 9110 §8.8.3.3).
 */
import { parseEntityTags } from "@shop/kit/http/server/etag";
import { sendAnswer } from "./answer.ts";
import { compress, encodings, encodingsFor, type Encoding } from "./encodings.ts";
import type { Transit } from "./transit.ts";

export type Form = {
  readonly body: Buffer;
  /** Flat, of an answer with its body. */
  readonly fields: readonly string[];
  /** Flat, of the answer to somebody who has it. */
  readonly unchangedFields: readonly string[];
};

export type Forms = {
  /** The best there is; `whenMade` is called when a better one has been made. */
  readonly best: (wanted: readonly Encoding[], whenMade: () => void) => Form;
  /** The form that this client has by its `If-None-Match`; undefined when it has none. Weak comparison (§13.1.2). */
  readonly known: (ifNoneMatch: string, wanted: readonly Encoding[]) => Form | undefined;
  /** What all of them hold. */
  readonly bytes: () => number;
};

const compressible =
  /^(?:application\/(?:[a-z0-9.+-]*\+)?(?:json|xml|javascript|x-ndjson)|image\/svg\+xml|text\/)/i;
/** Below, an answer fits in one packet as it is. */
const minBytes = 1_000;

/** An answer that is sent more than once. */
export type Formed = {
  /** Flat: name, value, … without what each answer gets anew. */
  readonly fields: readonly string[];
  readonly etag: string | undefined;
  readonly body: Buffer;
  /** The body is a problem document, without its end and the id of the request. */
  readonly isProblem: boolean;
};

export function createForms(kept: Formed): Forms {
  const varies = !kept.isProblem && compressible.test(valueOf(kept.fields, "content-type") ?? "");
  const plain = toForm(kept, kept.body, { varies });
  const made = new Map<Encoding, Form | "pending" | "useless">();
  const make = (encoding: Encoding, whenMade: () => void): void => {
    made.set(encoding, "pending");
    void compress[encoding](kept.body)
      .catch(() => kept.body)
      .then((body) => {
        const isWorthIt = body.length < kept.body.length * 0.9;
        made.set(encoding, isWorthIt ? toForm(kept, body, { varies, encoding }) : "useless");
        return isWorthIt && whenMade();
      });
  };

  return {
    best(wanted, whenMade) {
      if (!varies || kept.body.length < minBytes) return plain;
      const [first] = wanted;
      if (first && !made.has(first)) make(first, whenMade);
      for (const encoding of wanted) {
        const form = made.get(encoding);
        if (typeof form === "object") return form;
      }
      return plain;
    },
    known(ifNoneMatch, wanted) {
      const { etag } = kept;
      const tags = etag === undefined ? undefined : parseEntityTags(ifNoneMatch);
      if (!tags || etag === undefined) return undefined;
      if (tags === "*" || tags.some(({ value }) => `"${value}"` === etag)) return plain;
      // Its body need not have been made here to be known by its tag.
      const encoding = wanted.find((each) => tags.some(({ value }) => `"${value}"` === tagOf(etag, each)));
      return varies && encoding ? toForm(kept, kept.body, { varies, encoding }) : undefined;
    },
    bytes: () =>
      encodings.reduce((sum, encoding) => {
        const form = made.get(encoding);
        return sum + (typeof form === "object" ? form.body.length : 0);
      }, kept.body.length),
  };
}

type Sending = {
  readonly status?: 200 | 404;
  /** What is said of this answer alone: flat, names and values. */
  readonly now?: readonly string[];
  readonly whenMade?: () => void;
};

/** The best form that this client takes, or 304. */
export function sendForm(
  transit: Transit,
  forms: Forms,
  { status = 200, now = [], whenMade = () => undefined }: Sending = {},
): void {
  const { method, headers } = transit.request;
  const wanted = encodingsFor(headers["accept-encoding"]);
  const ifNoneMatch = headers["if-none-match"];
  const known = ifNoneMatch === undefined ? undefined : forms.known(ifNoneMatch, wanted);
  if (known) {
    sendAnswer(transit, 304, [...known.unchangedFields, ...now]);
    return;
  }
  const { body, fields } = forms.best(wanted, whenMade);
  sendAnswer(transit, status, [...fields, ...now], method === "HEAD" ? undefined : body);
}

function toForm(
  { fields, etag }: Pick<Formed, "fields" | "etag">,
  body: Buffer,
  { varies, encoding }: { readonly varies: boolean; readonly encoding?: Encoding },
): Form {
  const own = [
    ...(varies ? ["Vary", "Accept-Encoding"] : []),
    ...(etag === undefined ? [] : ["ETag", encoding ? tagOf(etag, encoding) : etag]),
  ];
  return {
    body,
    fields: [
      ...fields,
      ...own,
      ...(encoding ? ["Content-Encoding", encoding] : []),
      "Content-Length",
      String(body.length),
    ],
    unchangedFields: [...fields.filter((_, index) => !isOfBody(fields[index - (index % 2)] ?? "")), ...own],
  };
}

/** `"3-1f"` as `"3-1f-br"`. */
const tagOf = (etag: string, encoding: Encoding): string => `${etag.slice(0, -1)}-${encoding}"`;

/** What describes a body that is not sent (§15.4.5). */
const isOfBody = (name: string): boolean => /^content-(?!location$|security-policy$)/i.test(name);

function valueOf(fields: readonly string[], wanted: string): string | undefined {
  const index = fields.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === wanted);
  return index === -1 ? undefined : fields[index + 1];
}
