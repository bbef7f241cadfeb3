/** What the gateway may keep of an answer, and by which names it is thrown away. */

/** `product:66432` or `products`: a kind, and which one of it where there are many. */
export type Tag = string;

/** Stands for every tag: for a change of so much that naming it would cost more than asking anew. */
export const everything: Tag = "*";

export const kindOf = (tag: Tag): string => tag.split(":", 1)[0] ?? "";

export type CachePolicy = {
  /** Seconds it is fresh. */
  readonly maxAgeS: number;
  /** Seconds it may still be shown after that, while it is asked for anew or its service is away. */
  readonly staleS?: number;
  /** The kinds of tags that its answers carry. None: only its age ends it. */
  readonly tags: readonly string[];
};
