package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The links from the page to rows of the event log, remembered so that every one of them gets its anchor. */
final class Links {
    private final Set<Long> known = new HashSet<>();
    private final Set<Long> used = new TreeSet<>();

    Links(List<Entry> journal) {
        journal.forEach(entry -> known.add(entry.seq()));
    }

    static String anchor(long seq) {
        return "e" + seq;
    }

    /** Whether something on the page links to this entry. */
    boolean uses(long seq) {
        return used.contains(seq);
    }

    /** The attributes of a link to an entry of the journal. */
    Attributes to(long seq) {
        if (!known.contains(seq)) {
            return Attributes.none();
        }
        used.add(seq);
        return Attributes.linkTo(anchor(seq));
    }

    /** The entry's number, as a link if the journal has it. */
    void write(Html html, long seq) {
        if (known.contains(seq)) {
            html.element("a", to(seq).and("class", "seq"), "#" + seq);
        } else {
            html.element(
                    "span",
                    Attributes.with("class", "seq").and("title", "the journal has no such entry"),
                    "#" + seq + "?");
        }
    }

    /** These numbers; of many only the first and the last few. */
    void write(Html html, List<Long> seqs) {
        int most = 12;
        for (int i = 0; i < seqs.size(); i++) {
            if (seqs.size() > most && i == most - 2) {
                html.text(" … (" + (seqs.size() - most + 1) + " more) ");
                i = seqs.size() - 1;
            } else if (i > 0) {
                html.text(" ");
            }
            write(html, seqs.get(i));
        }
    }
}
