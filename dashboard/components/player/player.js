// @ts-check
// The entry of the Morph page's film player.

/** @import { Cleanup, Component } from "../streamlit.js" */
/** @import { FilmData } from "./types.js" */

import { FilmPlayer } from "./film_player.js";

/** @type {WeakMap<ParentNode, FilmPlayer>} */
const players = new WeakMap();

/**
 * @param {Component<FilmData>} component
 * @returns {Cleanup}
 */
export default function ({ data, parentElement }) {
    const player = players.get(parentElement) ?? new FilmPlayer(parentElement);
    players.set(parentElement, player);
    player.receiveFromPage(data);
    return () => {
        player.end();
        players.delete(parentElement);
    };
}
