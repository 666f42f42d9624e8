/** What Streamlit passes to a component's default export at each mount and each change of its data. */
export interface Component<Data> {
    data: Data;
    key: string;
    name: string;
    parentElement: HTMLElement | ShadowRoot;
    setStateValue: (name: string, value: unknown) => void;
    setTriggerValue: (name: string, value: unknown) => void;
}

/** What a default export may return: Streamlit calls it when the component leaves the page. */
export type Cleanup = () => void;

declare global {
    /** What the window's events carry from one component to another. */
    interface WindowEventMap {
        "latent-digits-chosen": CustomEvent<ChosenDigit>;
        "latent-digits-reading": Event;
    }
}

/** A digit chosen on the map: its choice's number, its picture (784 bytes, ink = 255), and its description. */
export interface ChosenDigit {
    number: number;
    picture: Uint8Array;
    alt: string;
}
