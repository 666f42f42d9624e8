// Hands what the reader makes of a film to the player, which shows the film meanwhile; it shows nothing itself.

export default function ({ data }) {
    globalThis.latentDigitsReading = data; // for a player that is still to come
    dispatchEvent(new Event("latent-digits-reading"));
}
