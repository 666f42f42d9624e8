// Digits in a row, each a button. The buttons stay from run to run, so that the one with the focus keeps it.

// The hint for the pointer lies inside, hidden from screen readers: of the button itself they would read it after the
// label, which says the same.
function neighbourButton() {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const paper = Object.assign(document.createElement("span"), { className: "paper" });
    paper.append(Object.assign(document.createElement("span"), { className: "ink" }));
    const seen = Object.assign(document.createElement("span"), { className: "seen", ariaHidden: "true" });
    seen.append(paper, document.createElement("b"));
    button.append(seen);
    return button;
}

export default function ({ parentElement, data, setTriggerValue }) {
    let strip = parentElement.querySelector(".strip");
    if (!strip) parentElement.append((strip = Object.assign(document.createElement("div"), { className: "strip" })));
    while (strip.children.length > data.length) strip.lastChild.remove();
    while (strip.children.length < data.length) strip.append(neighbourButton());
    for (const [number, { row, label, about, picture }] of data.entries()) {
        const button = strip.children[number];
        button.querySelector(".seen").title = about;
        button.setAttribute("aria-label", `A ${label}. ${about}`);
        button.querySelector("b").textContent = label;
        button.querySelector(".ink").style.setProperty("--ink", `url(${picture})`);
        button.onclick = () => setTriggerValue("row", row);
    }
    return () => strip.remove();
}
