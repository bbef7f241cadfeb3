/** Pictures that come with the shop, as files. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageDeps } from "../images/deps.ts";

const folder = join(import.meta.dirname, "../../images");

/** `name` is a plain file name: the contract lets through no separator and one dot. */
export const createImageFiles = (): ImageDeps["images"] => ({
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
