/** Styles, scripts and pictures of the pages, each under a name that changes with its content. */

export type Asset = {
  /** `shop.css` */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** `/assets/shop.3f8a1c02.css` */
  readonly url: string;
};

export type Assets = {
  /** Throws for a name that there is not. */
  readonly get: (name: string) => Asset;
  /** By the last part of an address; `isCurrent` is false for one of another day, which gets what is there today. */
  readonly find: (fileName: string) => { readonly asset: Asset; readonly isCurrent: boolean } | undefined;
  /** A hash of all of them. */
  readonly hash: string;
};
