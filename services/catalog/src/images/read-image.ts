/**
 * Reads pictures, each once however many ask for it at the same time: under a name is one picture for ever. One is made
 * narrower when somebody first asks for it so, and kept: most are never asked for in most widths, and who uploads one
 * does not wait for them.
 */
import type { ImageWidth } from "@shop/contracts/catalog/images";
import { keyOf } from "./image.ts";
import type { PictureProvider } from "./picture-provider.ts";
import type { PictureStore } from "./picture-store.ts";

/** Undefined when there is no such picture. Throws `service.overloaded` when too many are being made. */
export type ReadImage = (name: string, width?: ImageWidth) => Promise<Uint8Array | undefined>;

type ReadDeps = {
  readonly pictures: Pick<PictureStore, "find" | "put">;
  readonly provider: Pick<PictureProvider, "narrow">;
};

export function createReadImage({ pictures, provider }: ReadDeps): ReadImage {
  const underWay = new Map<string, Promise<Uint8Array | undefined>>();

  const once: ReadImage = (name, width) => {
    const key = keyOf(name, width);
    const begun = underWay.get(key);
    if (begun) return begun;
    const reading = read(name, width).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };

  const read: ReadImage = async (name, width) => {
    const found = await pictures.find(keyOf(name, width));
    if (found || width === undefined) return found;
    const whole = await once(name);
    if (!whole) return undefined;
    const narrow = await provider.narrow(whole, width);
    if (narrow !== whole) await pictures.put(keyOf(name, width), narrow);
    return narrow;
  };

  return once;
}
