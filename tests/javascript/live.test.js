// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { waitBeforeTry } from "../../dashboard/components/live.js";

test("each try to connect waits longer, up to 4 seconds", () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 100].map(waitBeforeTry), [250, 500, 1000, 2000, 4000, 4000, 4000]);
});
