/** Where pictures lie: a port, so that object storage can take the place of the database. One contract test holds for all. */
export type PictureStore = {
  /** Undefined when there is none. */
  find(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** Under a key is one picture for ever: again, it changes nothing. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** What is not there is no failure. */
  remove(key: string): Promise<void>;
};
