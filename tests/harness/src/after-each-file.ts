/** What every component test file leaves behind goes with it. Files share their modules, so this cannot lie in one. */
import { afterAll } from "vitest";
import { leaveRooms } from "./backing.ts";

// Of hooks that come after, the first to be registered is the last: all that used a room has been closed.
afterAll(leaveRooms);
