/** The argument that Streamlit passes to a component's default export on mounting and on every change of its data. */
export interface Component<Data> {
    data: Data;
    key: string;
    name: string;
    parentElement: HTMLElement | ShadowRoot;
    setStateValue: (name: string, value: unknown) => void;
    setTriggerValue: (name: string, value: unknown) => void;
}

/** An optional return value of a default export; Streamlit calls it when the component leaves the page. */
export type Cleanup = () => void;

declare global {
    /** Window events that components on the same page exchange. */
    interface WindowEventMap {
        "latent-digits-chosen": CustomEvent<ChosenDigit>;
        "latent-digits-reading": Event;
    }
}

/** A digit chosen on the map: the number of the choice, the picture (784 bytes, ink = 255) and a description. */
export interface ChosenDigit {
    number: number;
    picture: Uint8Array;
    alt: string;
}
