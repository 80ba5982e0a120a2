package dev.respawn.reports.html;

/** What the words and numbers of the report mean. */
record Definitions() {
    void write(Html html) {
        html.in("dl", Attributes.with("class", "definitions"), () -> {
            define(
                    html,
                    "Passed, failed, unproven",
                    "Passed: the journal proves the claim. Failed: it proves the opposite. Unproven: it"
                            + " can do neither. Failed beats unproven beats passed, and a run without findings proves nothing.");
            define(
                    html,
                    "A time is an interval",
                    "A probe that asks every 10ms cannot know a time better than that. An outage lasted at"
                            + " least from the first bad to the last bad sample and at most from the last good one before to the first"
                            + " good one after. The upper bound is judged. A limit inside the interval makes the claim unproven: ask more"
                            + " often to decide it.");
            define(
                    html,
                    "Arrived",
                    "A fault counts only if a witness, which is not the call that injected it, saw it reach its target."
                            + " A fault without its witness makes the run unproven, whatever the probes say.");
            define(
                    html,
                    "0 on the time axis",
                    "When the first fault was seen to arrive: the engine's first event of its target while it"
                            + " was injected, else the word of its witness. Without such a fault, the begin of the run.");
            define(
                    html,
                    "Undo, heal, recover",
                    "Undo is what the harness does to take a fault back. Heal is what the supervisor does."
                            + " Recover is what the service does.");
            define(
                    html,
                    "Late and missing",
                    "A late sample was asked more than a period after it was due: it says something, good or bad,"
                            + " of when it was asked, and nothing of the time in between. A missing sample says nothing of the"
                            + " service: it was shed or never asked, could not be asked, or was asked by a harness that looked too"
                            + " late or had ended. It is never taken for good.");
            define(
                    html,
                    "Blind",
                    "The stream of engine events was broken. What happened then was not seen, so claims about the order"
                            + " of events are unproven there; processes, later questions and probes still count.");
            define(
                    html,
                    "Target, life, container",
                    "A target (web/1) survives restarts. Each life of it is a process in a container:"
                            + " the container's id and #pid. A new process in the same container is a restart; a new id is a new"
                            + " container.");
            define(
                    html,
                    "Numbers such as #41",
                    "The entry of the journal that shows it. They lead to the event log below; the same"
                            + " numbers are in the run's directory.");
        });
    }

    private static void define(Html html, String word, String meaning) {
        html.in("div", () -> {
            html.element("dt", word);
            html.element("dd", meaning);
        });
    }
}
