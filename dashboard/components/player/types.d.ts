// What Python sends to the player (see index.py), and what the film wire brings.

export interface FilmInfo {
    /** The film's id; its reading names the same. */
    film: string;
    /** The name of the session's film channel. */
    channel: string;
    /** Counts the films of the channel. */
    number: number;
    map: MapData;
    title: string;
    /** Whether the film itself goes back to its start; then there is no ping-pong. */
    comes_back: boolean;
    fps: number;
    paper: "dark" | "light";
    /** Whether the digits are drawn as square pixels. */
    pixels: boolean;
    frame_count: number;
    digit_count: number;
    /** The colour of each digit's bars, as #rrggbb. */
    colours: { light: string[]; dark: string[] };
}

/** The page's message. */
export interface FilmData extends FilmInfo {
    /** The frames in base64. */
    frames: string;
}

/** A film with its frames: for each frame 28 rows of 28 · digit_count bytes, ink = 255. */
export interface Film extends FilmInfo {
    frames: Uint8Array;
}

/** See dashboard/morph/small_map.py. */
export interface MapData {
    /** The addresses of the map's picture. */
    pictures: { light: string; dark: string };
    /** The address that returns the places of codes. */
    line: string;
    /** The codes of the frames `frames` in base64, float32. */
    codes: string;
    frames: number[];
    /** Two corners, around all points but the outermost. */
    box: Place[];
    /** Each digit's name and the middle of its points. */
    names: [digit: string | number, middle: Place][];
    title: string;
}

/** A place on the map, where its picture reaches from 0 to 1. */
export type Place = [x: number, y: number];

interface ReadingInfo {
    film: string;
    frame_count: number;
    digit_count: number;
    /** (frame, place) where the reading changes. */
    turns: [frame: number, place: number][];
    /** (frame, place) that reads as a digit of neither end. */
    thirds: [frame: number, place: number][];
    most_ambiguous: [frame: number, place: number] | null;
    words: string;
}

/** How the reader reads a film, as Python sends it. */
export interface ReadingData extends ReadingInfo {
    /** The probabilities in base64. */
    shares: string;
}

/** How the reader reads a film. */
export interface Reading extends ReadingInfo {
    /** For each frame and place the probabilities of the ten digits, 255 = 1; all 0 where nothing is read. */
    shares: Uint8Array;
}

declare global {
    /** The last reading, for a player that mounts after the part that brings it. */
    var latentDigitsReading: ReadingData | undefined;
}
