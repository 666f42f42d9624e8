// @ts-check

/**
 * Random numbers from 0 to 1 that are the same for the same seed (mulberry32).
 * @param {number} seed
 */
export function seeded(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/**
 * @param {number} count
 * @param {number} seed
 */
export function randomSteps(count, seed) {
    const random = seeded(seed);
    return Uint16Array.from({ length: 2 * count }, () => Math.floor(65536 * random()));
}
