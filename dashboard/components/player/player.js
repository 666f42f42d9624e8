// @ts-check
// Entry module of the film player on the Morph page.

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
