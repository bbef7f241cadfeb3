export type ImageDeps = {
  readonly images: {
    /** The bytes of a picture by its file name. */
    find(name: string): Promise<Uint8Array | undefined>;
  };
};
