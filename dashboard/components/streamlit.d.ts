/** What Streamlit gives a component's default export at each mount and each change of its data. */
export interface Component<Data> {
    data: Data;
    parentElement: HTMLElement | ShadowRoot;
    setStateValue: (name: string, value: unknown) => void;
    setTriggerValue: (name: string, value: unknown) => void;
}
