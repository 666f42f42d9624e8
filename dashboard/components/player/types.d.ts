// Data that the player receives: from the page (see index.py) and from the film channel.

export interface FilmInfo {
    /** The film's id; its reading has the same id. */
    film: string;
    /** Name of the session's film channel. */
    channel: string;
    /** Number of the film on its channel; a newer film has a higher number. */
    number: number;
    map: MapData;
    /** Text alternative of the film. */
    title: string;
    /** Whether the film returns to its start; the player then offers no ping-pong. */
    comes_back: boolean;
    fps: number;
    paper: "dark" | "light";
    /** Whether the digits are drawn as square pixels. */
    pixels: boolean;
    frame_count: number;
    digit_count: number;
    /** The bar colour of each digit from 0 to 9, as #rrggbb, for each theme. */
    colours: { light: string[]; dark: string[] };
}

/** A film as the page sends it. */
export interface FilmData extends FilmInfo {
    /** The frames as base64. */
    frames: string;
}

/** A film with its frames. */
export interface Film extends FilmInfo {
    /** For each frame, 28 rows of 28 · digit_count bytes, ink = 255. */
    frames: Uint8Array;
}

/** The map of a film, from dashboard/morph/small_map.py. */
export interface MapData {
    /** URLs of the map's picture, for each theme. */
    pictures: { light: string; dark: string };
    /** URL of the route that projects latent codes to points of the map. */
    line: string;
    /** The latent codes of these frames: float32 as base64. */
    codes: string;
    /** The frames whose codes are sent; the points of other frames are interpolated. */
    frames: number[];
    /** Two opposite corners of a box around all points except outliers. */
    box: Point[];
    /** Each digit's label and the centre of its points. */
    names: [digit: string | number, centre: Point][];
    /** Text alternative of the map. */
    title: string;
}

/** A point of the map. The map's picture spans 0 to 1 in x and y. */
export type Point = [x: number, y: number];

interface ReadingInfo {
    film: string;
    frame_count: number;
    digit_count: number;
    /** Frames at which the reading changes, and the position of the digit within the number. */
    turns: [frame: number, position: number][];
    /** Frames in which a position reads as a digit of neither end. */
    thirds: [frame: number, position: number][];
    most_ambiguous: [frame: number, position: number] | null;
    /** A one-line summary of the reading. */
    words: string;
}

/** The reading of a film as the page sends it. */
export interface ReadingData extends ReadingInfo {
    /** The probabilities as base64. */
    shares: string;
}

/** How the digit reader reads each frame of a film. */
export interface Reading extends ReadingInfo {
    /** Ten probabilities for each frame and position, 255 = 1; all 0 if nothing was read. */
    shares: Uint8Array;
}

declare global {
    /** The latest reading, for a player that mounts after the component that sends the reading. */
    var latentDigitsReading: ReadingData | undefined;
}
