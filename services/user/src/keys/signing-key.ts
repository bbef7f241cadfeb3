/**
 * Which key signs. Time is cut into slots of one period; each slot has one key, whoever makes it. A key is made one
 * slot ahead, signs in its own slot once everybody has had time to read it, and stays published for one slot more.
 */
import type { PublicKey } from "@shop/contracts/user/keys";

export type SigningKey = {
  /** Begin of its slot. */
  readonly startsAt: Date;
  readonly createdAt: Date;
  /** Until when it is published. */
  readonly keptUntil: Date;
  readonly publicKey: PublicKey;
  /** Null: sealed with a secret that this process has not got. Others sign with it; here it is published only. */
  readonly privateKey: InstanceType<typeof CryptoKey> | null;
};

/** One that this process can sign with. */
export type OpenKey = SigningKey & { readonly privateKey: NonNullable<SigningKey["privateKey"]> };

export const isOpen = (key: SigningKey): key is OpenKey => key.privateKey !== null;

/** A key is of no use to anybody after this, and is not published any more. */
export const isKept = ({ keptUntil }: Pick<SigningKey, "keptUntil">, now: Date): boolean => keptUntil > now;

export type KeyPeriod = {
  readonly periodMs: number;
  /** How long a key is published before it signs, and after; a reader keeps the JWKS for 5 minutes. */
  readonly leadMs: number;
};

export type Slot = { readonly startsAt: Date; readonly keptUntil: Date };

export const slotAt = (now: Date, periodMs: number): Slot => {
  const start = Math.floor(now.getTime() / periodMs) * periodMs;
  return { startsAt: new Date(start), keptUntil: new Date(start + 2 * periodMs) };
};

/** The slots that need a key now: this one and the next. */
export const slotsNeeded = (now: Date, periodMs: number): readonly Slot[] => [
  slotAt(now, periodMs),
  slotAt(new Date(now.getTime() + periodMs), periodMs),
];

type Times = Pick<SigningKey, "startsAt" | "createdAt" | "keptUntil">;

/**
 * The newest one whose slot has begun, that was published long enough and will be. In a database begun anew there
 * is none such: the oldest.
 */
export function keyToSign<Key extends Times>(
  keys: readonly Key[],
  now: Date,
  leadMs: number,
): Key | undefined {
  const inOrder = keys
    .filter(({ keptUntil }) => keptUntil.getTime() - leadMs > now.getTime())
    .toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
  const isReady = (key: Key) => key.startsAt <= now && key.createdAt.getTime() + leadMs <= now.getTime();
  return inOrder.findLast(isReady) ?? inOrder[0];
}
