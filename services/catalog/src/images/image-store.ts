/** Pictures that come with the shop, as files. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../images");

export type ImageStore = {
  /** The bytes of a picture by its file name. */
  find(name: string): Promise<Uint8Array | undefined>;
};

/** `name` is a plain file name: the contract lets through no separator and one dot. */
export const createImageStore = (): ImageStore => ({
  find: async (name) => {
    if (!name.endsWith(".svg")) return undefined;
    try {
      return await readFile(join(folder, name));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  },
});
