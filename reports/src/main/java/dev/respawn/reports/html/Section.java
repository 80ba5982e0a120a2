package dev.respawn.reports.html;

/**
 * One part of the page.
 *
 * @param id its anchor
 * @param title its heading
 */
record Section(String id, String title, Body body) {
    /** Writes what stands under the heading. */
    interface Body {
        void write(Html html);
    }

    void write(Html html) {
        html.in("section", Attributes.with("id", id).and("aria-labelledby", id + "-title"), () -> {
            html.element("h2", Attributes.with("id", id + "-title"), title);
            body.write(html);
        });
    }
}
