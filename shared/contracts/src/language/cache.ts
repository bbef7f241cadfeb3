/** What the gateway may keep of an answer, and by which names it is thrown away. */

/** `product:66432` or `products`: a kind, and which one of it where there are many. */
export type Tag = string;

export const kindOf = (tag: Tag): string => tag.split(":", 1)[0] ?? "";

export type CachePolicy = {
  /** Seconds it is fresh. */
  readonly maxAgeS: number;
  /** Seconds it may still be shown after that, while it is asked for anew or its service is away. */
  readonly staleS?: number;
  /** The kinds of tags that its answers carry. None: only its age ends it. */
  readonly tags: readonly string[];
};
