/** Run when an image is built: what the scripts become is made there, and not at each start. */
import { loadAssets } from "./assets/asset-store.ts";

loadAssets();
