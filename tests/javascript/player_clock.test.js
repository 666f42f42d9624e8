// @ts-check
// The film's time: which frame is shown when, and what happens at the end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FilmClock, indexAt } from "../../dashboard/components/player/clock.js";

/**
 * @param {number} count
 * @param {Partial<ConstructorParameters<typeof FilmClock>[0]>} [start]
 */
function clockOf(count, start) {
    const clock = new FilmClock({ playing: true, ...start });
    clock.setFilm(count, false);
    return clock;
}

/**
 * The frames that are shown, step by step.
 * @param {FilmClock} clock
 * @param {number} steps
 * @param {number} [frames] How far each step goes.
 */
function framesOf(clock, steps, frames = 1) {
    return Array.from({ length: steps }, () => {
        clock.advance(frames);
        return clock.frame;
    });
}

test("a loop starts again after the last frame", () => {
    assert.deepEqual(framesOf(clockOf(4), 9), [1, 2, 3, 0, 1, 2, 3, 0, 1]);
});

test("a frame lasts from its own time to the next frame's", () => {
    assert.deepEqual(framesOf(clockOf(3), 8, 0.5), [0, 1, 1, 2, 2, 0, 0, 1]);
});

test("steps that miss a whole frame by rounding show that frame", () => {
    const clock = clockOf(4);
    framesOf(clock, 10, 0.1); // 0.1 ten times is 0.9999999999999999
    assert.equal(clock.frame, 1);
    const back = clockOf(4, { cycle: "ping-pong" });
    back.advance(3);
    framesOf(back, 20, 0.1);
    assert.ok(back.at > 1);
    assert.equal(back.frame, 1);
});

test("a loop keeps the time beyond its end", () => {
    const clock = clockOf(4);
    clock.advance(9.25);
    assert.equal(clock.at, 1.25);
});

test("ping-pong shows each end once and every frame between twice", () => {
    assert.deepEqual(framesOf(clockOf(4, { cycle: "ping-pong" }), 12), [1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0]);
    assert.deepEqual(framesOf(clockOf(2, { cycle: "ping-pong" }), 5), [1, 0, 1, 0, 1]);
});

test("on the way back a frame lasts down to the next lower one", () => {
    const clock = clockOf(3, { cycle: "ping-pong" });
    assert.deepEqual(framesOf(clock, 8, 0.5), [0, 1, 1, 2, 2, 1, 1, 0]);
});

test("ping-pong keeps its place through a long pause of the browser", () => {
    const clock = clockOf(4, { cycle: "ping-pong" });
    clock.advance(6 * 1000 + 4); // a round has 6 frames
    assert.deepEqual([clock.frame, clock.direction], [2, -1]);
});

test("a film that plays once stops at its last frame, and plays from the start again", () => {
    const clock = clockOf(3, { cycle: "once" });
    assert.deepEqual(framesOf(clock, 4), [1, 2, 2, 2]);
    assert.equal(clock.playing, false);
    clock.toggle();
    assert.deepEqual([clock.frame, clock.playing], [0, true]);
});

test("a pause keeps the frame", () => {
    const clock = clockOf(5);
    clock.advance(2.5);
    clock.toggle();
    assert.deepEqual([clock.frame, clock.playing], [2, false]);
    clock.toggle();
    assert.deepEqual([clock.frame, clock.playing], [2, true]);
});

test("a loop that is paused at its last frame plays on from there", () => {
    const clock = clockOf(5);
    clock.seek(4);
    clock.toggle();
    assert.deepEqual([clock.frame, clock.playing], [4, true]);
});

test("seeking pauses at a frame of the film", () => {
    const clock = clockOf(5, { cycle: "ping-pong", direction: -1 });
    for (const [to, frame] of [
        [3, 3],
        [-1, 0],
        [9, 4],
    ]) {
        clock.seek(to);
        assert.deepEqual([clock.frame, clock.playing, clock.direction], [frame, false, 1]);
    }
});

test("a cycle that is on turns off, and another takes its place", () => {
    const clock = clockOf(5);
    clock.toggleCycle("loop");
    assert.equal(clock.cycle, "once");
    clock.toggleCycle("ping-pong");
    assert.equal(clock.cycle, "ping-pong");
    clock.toggleCycle("loop");
    assert.equal(clock.cycle, "loop");
});

test("the frame stays when a film on its way back changes its cycle", () => {
    const clock = clockOf(4, { cycle: "ping-pong" });
    clock.advance(4.5);
    assert.deepEqual([clock.at, clock.direction, clock.frame], [1.5, -1, 2]);
    clock.toggleCycle("ping-pong");
    assert.deepEqual([clock.at, clock.direction, clock.frame], [2, 1, 2]);
});

test("another film continues at the same share of its time, paused at a whole frame", () => {
    const clock = clockOf(20);
    clock.seek(6);
    clock.setFilm(31, false);
    assert.equal(clock.at, 9); // 6 of 19 steps are 9.47 of 30
    const playing = clockOf(21);
    playing.advance(6.5);
    playing.setFilm(41, false);
    assert.equal(playing.at, 13);
});

test("a film of the same length keeps its exact time", () => {
    const clock = clockOf(20);
    clock.advance(6.3);
    clock.setFilm(20, false);
    assert.equal(clock.at, 6.3);
});

test("the first film starts where the last player was", () => {
    const last = clockOf(11, { cycle: "ping-pong" });
    last.advance(15);
    assert.deepEqual(last.state, { share: 0.5, cycle: "ping-pong", direction: -1, playing: true });
    const next = new FilmClock(last.state);
    assert.deepEqual(next.state, last.state); // also when it has no film
    next.setFilm(21, false);
    assert.deepEqual([next.frame, next.direction], [10, -1]);
});

test("a film that comes back itself does not ping-pong", () => {
    const clock = clockOf(5, { cycle: "ping-pong", direction: -1 });
    clock.setFilm(5, true);
    assert.deepEqual([clock.cycle, clock.direction], ["loop", 1]);
});

test("the share of a film is at most 1, and 0 for a single frame", () => {
    const clock = clockOf(3);
    clock.advance(2.9);
    assert.equal(clock.share, 1);
    assert.equal(clockOf(1).share, 0);
});

test("a pointer beyond an end is in the end part", () => {
    assert.deepEqual(
        [-0.2, 0, 0.249, 0.25, 0.999, 1, 1.4].map((share) => indexAt(share, 4)),
        [0, 0, 0, 1, 3, 3, 3],
    );
});
