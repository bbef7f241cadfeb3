/** A category and where it stands in the tree. Pure. */
import {
  maxLevels,
  type Category as PublicCategory,
  type CategoryLink,
  type CategoryPatch,
  type NewCategory,
} from "@shop/contracts/catalog/categories";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Fact } from "@shop/contracts/language/event";
import type { Owed } from "@shop/kit/work/owed";
import { categoryErrors } from "./errors.ts";

/** Products still show the category as it was; `after` is the last that does not. */
export type Spread = Owed<"spread"> & { readonly after: string | null };

export type Category = PublicCategory & {
  /** The ids of all above it, the topmost first, and its own. */
  readonly path: readonly string[];
  /** Events announced so far. */
  readonly sequence: number;
  readonly owes: readonly Spread[];
};

/** What outlives a category, so that an old ETag or event is not mistaken for one of the next with its id. */
export type Counters = Pick<Category, "version" | "sequence">;

export type Situation = {
  readonly category: Category | undefined;
  /** The one it is to stand under; undefined when none was named, or none is called so. */
  readonly parent: Category | undefined;
  /** How many levels stand below it. */
  readonly height: number;
  /** A product or another category is in it. */
  readonly isInUse: boolean;
  /** Of a category of this id that was removed. */
  readonly tombstone: Counters | undefined;
};

export type Decision = {
  readonly kind: "save" | "remove";
  /** Undefined: it is new. */
  readonly before: Category | undefined;
  readonly category: Category;
  readonly events: readonly Fact[];
};

export type Draft = Omit<NewCategory, "id" | "slug"> & { readonly id: string; readonly slug: string };

/** Throws `request.invalid` for a parent that does not exist, `category.id_taken` and `category.too_deep`. */
export function create(
  { id, slug, name, position, parentId }: Draft,
  { category: other, parent, tombstone = { version: 0, sequence: 0 } }: Omit<Situation, "height" | "isInUse">,
): Decision {
  if (parentId !== null && !parent) throw categoryErrors.unknownParent(parentId);
  if (other) throw categoryErrors.idTaken(id);
  const path = pathUnder(parent, id, 0);
  const category: Category = {
    id,
    slug,
    name,
    parentId: parent?.id ?? null,
    position,
    version: tombstone.version + 1,
    path,
    sequence: tombstone.sequence + 1,
    owes: [],
  };
  return { kind: "save", before: undefined, category, events: [changed(category)] };
}

/** As long as a request may spread its change; who has not done so by then, or has died, leaves it to a worker. */
export const spreadMs = 15_000;

/**
 * Undefined when nothing would change. Throws `request.invalid` for a parent that does not exist, `category.cycle` and
 * `category.too_deep`.
 */
export function edit(
  before: Category,
  patch: CategoryPatch,
  { now, ...around }: Around & { readonly now: Date },
): Decision | undefined {
  const { slug = before.slug, name = before.name } = patch;
  const position = patch.position === undefined ? before.position : (patch.position ?? 0);
  const place = placeOf(before, patch, around);
  const isShown = slug !== before.slug || name !== before.name || place.parentId !== before.parentId;
  if (!isShown && position === before.position) return undefined;
  const version = before.version + 1;
  const category: Category = {
    ...before,
    ...place,
    slug,
    name,
    position,
    version,
    owes: isShown ? [spread(version, now)] : before.owes,
    sequence: before.sequence + 1,
  };
  return { kind: "save", before, category, events: [changed(category)] };
}

type Around = Pick<Situation, "parent" | "height">;

function placeOf(before: Category, { parentId }: CategoryPatch, { parent, height }: Around) {
  if (typeof parentId === "string" && !parent) throw categoryErrors.unknownParent(parentId);
  const above = parent?.id ?? null;
  if (parentId === undefined || above === before.parentId)
    return { parentId: before.parentId, path: before.path };
  if (parent?.path.includes(before.id)) throw categoryErrors.cycle(before.id, parent.id);
  return { parentId: above, path: pathUnder(parent, before.id, height) };
}

/** Throws `category.in_use`. */
export function remove(before: Category, { isInUse }: Pick<Situation, "isInUse">): Decision {
  if (isInUse) throw categoryErrors.inUse(before.id);
  const category = { ...before, sequence: before.sequence + 1, owes: [] };
  return { kind: "remove", before, category, events: [changed(category)] };
}

export const changed = ({ id }: Category): Fact => catalogEvents.categoryChanged.of({ categoryId: id });

/** What a product keeps of its categories. */
export type Links = {
  readonly categories: readonly CategoryLink[];
  /** The ids of its categories and of all above them. */
  readonly categoryPath: readonly string[];
};

export const linksTo = (categories: readonly (CategoryLink & Pick<Category, "path">)[]): Links => ({
  categories: categories.map(({ id, slug, name }) => ({ id, slug, name })),
  categoryPath: [...new Set(categories.flatMap(({ path }) => path))],
});

/** Of lists with the same names in the same order. */
export const isSameLinks = (a: Links, b: Links): boolean =>
  JSON.stringify(linkValues(a)) === JSON.stringify(linkValues(b));

const linkValues = ({ categories, categoryPath }: Links) => [
  categories.map(({ id, slug, name }) => [id, slug, name]),
  categoryPath,
];

function pathUnder(parent: Category | undefined, id: string, height: number): readonly string[] {
  const path = [...(parent?.path ?? []), id];
  if (path.length + height > maxLevels) throw categoryErrors.tooDeep(id);
  return path;
}

const spread = (version: number, now: Date): Spread => ({
  id: `spread:${version}`,
  kind: "spread",
  dueAt: new Date(now.getTime() + spreadMs),
  attempts: 0,
  giveUpAt: null,
  after: null,
});
