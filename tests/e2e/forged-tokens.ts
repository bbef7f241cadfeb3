/** Tokens as an attacker would make them. Where a claim is the trick, the signature is good: nothing else is in its way. */
import { createHmac, createPublicKey } from "node:crypto";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { createTestTokens, type TestTokens } from "@shop/testing/tokens";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const inS = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

export type Forgery = readonly [name: string, token: string];

const named = (tokens: Readonly<Record<string, Promise<string> | string>>): Promise<Forgery[]> =>
  Promise.all(Object.entries(tokens).map(async ([name, token]): Promise<Forgery> => [name, await token]));

/** No signature, or one of the wrong kind. */
export async function unsigned({ sign, jwks }: TestTokens): Promise<Forgery[]> {
  const [header = "", payload = "", signature = ""] = (await sign({ roles: ["admin"] })).split(".");
  const [jwk = {}] = jwks.keys;
  const kid = jwk["kid"];
  const typ = "at+jwt";
  const pem = String(createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" }));
  const without = (alg: string) => `${encode({ alg, typ, kid })}.${payload}.`;
  const shared = (secret: string, alg = "HS256") => {
    const head = `${encode({ alg, typ, kid })}.${payload}`;
    return `${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`;
  };
  return named({
    "alg none": without("none"),
    "alg None": without("None"),
    "alg nOnE": without("nOnE"),
    "alg none, the signature of another": `${encode({ alg: "none", typ, kid })}.${payload}.${signature}`,
    "no alg": `${encode({ typ, kid })}.${payload}.${signature}`,
    "the signature cut off": `${header}.${payload}.`,
    "two parts": `${header}.${payload}`,
    "five parts": `${header}.${payload}.${signature}.x.y`,
    "the public key as a secret, as PEM": shared(pem),
    "the public key as a secret, as JSON": shared(JSON.stringify(jwk)),
    "the modulus as a secret": shared(String(jwk["n"])),
    "an empty secret": shared(""),
    "HMAC under the name of RS256": shared(pem, "RS256"),
    "other claims under the signature": `${header}.${encode({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), roles: ["staff"] })}.${signature}`,
    "alg as a list": `${encode({ alg: ["RS256"], typ, kid })}.${payload}.${signature}`,
  });
}

/** Signed with a key of the attacker's, who says where to find it. `listening` is the attacker's own server. */
export function foreign({ jwks }: TestTokens, listening: string): Promise<Forgery[]> {
  const mallory = createTestTokens();
  const kid = String(jwks.keys[0]?.["kid"]);
  const as = (header: object) => mallory.sign({ roles: ["admin"] }, header);
  const jwk = mallory.jwks.keys[0] as never;
  return named({
    "another key under our name": as({ kid }),
    "a key of its own": as({ kid: "mallory" }),
    jku: as({ kid, jku: `${listening}/jwks.json` }),
    "jku with a kid of its own": as({ kid: "mallory", jku: `${listening}/jwks.json` }),
    x5u: as({ kid, x5u: `${listening}/key.pem` }),
    jwk: as({ kid, jwk }),
    "jwk without kid": as({ kid: undefined, jwk }),
    "a path as kid": as({ kid: "../../../../etc/passwd" }),
    "an address as kid": as({ kid: `${listening}/jwks.json` }),
    "an object as kid": as({ kid: { $ne: null } }),
    "a list as kid": as({ kid: [kid] }),
    "no kid": as({ kid: undefined }),
    "an empty kid": as({ kid: "" }),
    "the prototype as kid": as({ kid: "__proto__" }),
    "two kilobytes of kid": as({ kid: "k".repeat(2_000) }),
    "ten kilobytes of kid": as({ kid: "k".repeat(10_000) }),
  });
}

/** Signed with the right key, and still nothing to believe. */
export function misused({ sign }: TestTokens, serviceSecret: string): Promise<Forgery[]> {
  const as = (claims: object, header: object = {}) => sign({ roles: ["admin"], ...claims }, header);
  const fromGateway = createServiceTokens({ secret: serviceSecret, issuer: "gateway" });
  return named({
    "exp past": as({ exp: inS(-60) }),
    "exp absent": as({ exp: undefined }),
    "exp as a string": as({ exp: String(inS(60)) }),
    "exp null": as({ exp: null }),
    "exp ten years ahead": as({ exp: inS(10 * 365 * 86_400) }),
    "exp without end": as({ exp: 1e308 }),
    "nbf ahead": as({ nbf: inS(3_600) }),
    "nbf as a string": as({ nbf: "0" }),
    "iat ahead": as({ iat: inS(3_600) }),
    "iat as a string": as({ iat: "yesterday" }),
    "another audience": as({ aud: "another-shop" }),
    "the audience of a service": as({ aud: "order" }),
    "no audience": as({ aud: undefined }),
    "another issuer": as({ iss: "another-issuer" }),
    "no issuer": as({ iss: undefined }),
    "issuer in a list": as({ iss: ["supercoolshop"] }),
    "typ JWT": as({}, { typ: "JWT" }),
    "typ of a service's token": as({}, { typ: "svc+jwt" }),
    "typ of a mail's token": as({}, { typ: "reset+jwt" }),
    "no typ": as({}, { typ: undefined }),
    "two roles": as({ roles: ["customer", "admin"] }),
    "a role as text": as({ roles: "admin" }),
    "an unknown role": as({ roles: ["root"] }),
    "no role": as({ roles: [] }),
    "no subject": as({ sub: undefined }),
    "an operator as subject": as({ sub: { $ne: null } }),
    "no session": as({ sid: undefined }),
    "an operator as session": as({ sid: { $gt: "" } }),
    "a service's token": fromGateway.tokenFor("order"),
    "a service's token for people": fromGateway.tokenFor("supercoolshop"),
  });
}
