// Films that come past Streamlit (dashboard/film_channel.py): what its message will say, sooner.

class FilmWire extends Wire {
    // ``take`` is called with each film, its frames being bytes.
    constructor(channel, take) {
        super(`/film?channel=${channel}`);
        Object.assign(this, { channel, take });
    }

    opened() {
        this.tries = 0;
    }

    receive(message) {
        const length = new DataView(message).getUint32(0, true);
        const said = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, length)));
        this.take({ ...said, frames: new Uint8Array(message, 4 + length) });
    }
}
