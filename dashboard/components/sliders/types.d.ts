// Types of the data that Python sends to the Explore component (see index.py) and of values that its modules share.

import type { LargeDigit } from "./digit.js";
import type { CodeHistory } from "./code/history.js";
import type { Row } from "./row.js";
import type { SliderSets } from "./sets.js";

export interface ExplorerData {
    model: string;
    z: number[];
    /** The decoded picture of `z` in base64: 784 bytes, ink = 255. */
    picture: string;
    caption: string;
    /** Changes when the page chooses another code; the sliders then glide to that code. */
    move: number;
    /** Dimensions in descending order of KL. */
    dimensions: Dimension[];
    attributes: Attribute[];
    hold: Hold;
    attributeNote: string;
    /** The response to the trigger "strips". */
    strips: Strips | null;
    /** The target of the Reset button. */
    reset: number[];
    /** The typical code of each digit. */
    presets: number[][];
    posterior: Posterior | null;
}

export interface Dimension {
    index: number;
    nats: number;
    low: number;
    high: number;
    /** Whether the KL is too low for the dimension to have a visible effect. */
    silent: boolean;
}

/** See the class AttributeSlider in index.py. */
export interface Attribute {
    name: string;
    unit: string;
    low: number;
    high: number;
    spread: number;
    home: number;
    value: number;
    direction: number[];
}

/** Limit on how far attributes may move a code; see the class Hold in index.py. */
export interface Hold {
    middle: number[];
    precision: number[];
    border: number;
}

/** The strips that the trigger with this number requested; the pictures are in base64. */
export interface Strips {
    number: number;
    pictures: string;
}

/** The posterior of the user's digit: its mean and standard deviation in each dimension. */
export interface Posterior {
    mu: number[];
    sigma: number[];
}

interface CommonAxis {
    name: string;
    title: string;
    low: number;
    high: number;
    /** Appended to the value; begins with a space if it is a word. */
    unit: string;
    /** Number of decimals shown. */
    digits: number;
    /** The `step` attribute of the range input. */
    step: string;
    /** How far an arrow key moves the slider. */
    small: number;
    /** How far Page Up, or an arrow key with Shift, moves the slider. */
    big: number;
    /** Value that the Home key sets. */
    home: number;
}

/** A slider along one dimension of the code. */
export interface DimensionAxis extends CommonAxis {
    kind: "dimension";
    index: number;
    /** The dimension's KL as a share of the highest KL. */
    share: number;
    silent: boolean;
}

/** A slider along a direction that changes one attribute of the digit. */
export interface AttributeAxis extends CommonAxis {
    kind: "attribute";
    direction: number[];
}

export type Axis = DimensionAxis | AttributeAxis;

export type SetName = "dimensions" | "attributes";

/** Which control moved the code. */
export type Origin = "slider" | "move" | "preset" | "page" | "undo";

/** The members of the explorer that its sliders, buttons and picture supply use. */
export interface ExplorerApi {
    readonly root: ParentNode;
    readonly model: string;
    readonly presets: number[][];
    readonly resetCode: number[];
    readonly history: CodeHistory;
    readonly digit: LargeDigit;
    readonly sets: SliderSets;
    z: number[];
    put(z: number[], mover: Row): void;
    pullInside(z: number[]): void;
    glide(target: number[], from: Origin): void;
    leap(target: number[]): void;
    stop(): void;
    commit(from: Origin): void;
    commitSoon(from: Origin, wait: number): void;
    chooseSet(set: SetName): void;
    report(from: Origin): void;
    trigger(name: string, value: unknown): void;
    say(text: string, stays?: boolean): void;
}
