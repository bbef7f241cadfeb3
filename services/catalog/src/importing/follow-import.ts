/** An import from outside: how far it has come, and its end. */
import { importErrors } from "./errors.ts";
import type { ImportStore } from "./import-store.ts";
import type { Import } from "./import.ts";

type Deps<Method extends keyof ImportStore> = {
  readonly imports: Pick<ImportStore, Method>;
  readonly now: () => Date;
};

/** Throws `import.not_found`. */
export async function getImport({ imports, now }: Deps<"find">, id: string): Promise<Import> {
  const found = await imports.find(id, now());
  if (!found) throw importErrors.notFound(id);
  return found;
}

/** It ends after the rows at hand; one that has ended already stays as it is. Throws `import.not_found`. */
export async function endImport({ imports }: Pick<Deps<"askToEnd">, "imports">, id: string): Promise<void> {
  if (!(await imports.askToEnd(id))) throw importErrors.notFound(id);
}
