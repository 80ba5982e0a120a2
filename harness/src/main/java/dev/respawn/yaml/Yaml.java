package dev.respawn.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * YAML, and so JSON too, as far as a scenario needs it: one document of keys, lists and text.
 *
 * <p>Anchors are expanded; tags and merge keys are refused. Files come from strangers, so all has a limit.
 */
public final class Yaml {
    /** The largest file that is read, in bytes. */
    public static final int LARGEST = 1 << 20;

    /** The most values that a file may hold once its anchors are expanded. */
    public static final int VALUES = 100_000;

    /** The most uses of anchors in a file. */
    public static final int ALIASES = 1_000;

    /** The most levels, one inside the other. */
    public static final int DEPTH = 64;

    private static final String TAG_PREFIX = "tag:yaml.org,2002:";

    private final String file;
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int understood; // code points, up to the end of the last event
    private int values;
    private int aliases;

    /** What an anchor stands for, and how many values that is; nothing while it is still being read. */
    private record Anchored(Optional<Node> node, int values) {}

    private Yaml(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    /**
     * Reads a file.
     *
     * @param shownName how messages call it: as the user did
     * @throws YamlProblem if it cannot be read, or holds no YAML that we read
     */
    public static Node parse(Path file, String shownName) throws YamlProblem {
        if (Files.isDirectory(file)) {
            throw new YamlProblem(Place.whole(shownName), "this is a directory; wanted a YAML file");
        }
        if (!Files.exists(file)) {
            throw new YamlProblem(Place.whole(shownName), "there is no such file");
        }
        // A pipe or a device could keep us waiting for ever.
        if (!Files.isRegularFile(file)) {
            throw new YamlProblem(Place.whole(shownName), "this is no regular file; wanted a YAML file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            String why = Files.isReadable(file) ? String.valueOf(e.getMessage()) : "no permission to read it";
            throw new YamlProblem(Place.whole(shownName), "the file cannot be read: " + why);
        }
        if (bytes.length > LARGEST) {
            throw tooLarge(shownName);
        }
        return parse(decode(bytes, shownName), shownName);
    }

    /**
     * Reads a text.
     *
     * @param file how messages call it
     * @throws YamlProblem if it is no YAML that we read
     */
    public static Node parse(String text, String file) throws YamlProblem {
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        if (body.length() > LARGEST) {
            throw tooLarge(file);
        }
        checkCharacters(body, file);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(LARGEST + 1)
                .build();
        Yaml yaml = new Yaml(file, new Parse(settings).parseString(spaced(body)).iterator());
        try {
            return yaml.document();
        } catch (YamlEngineException e) {
            throw Grammar.problem(file, e, placeOf(body, openQuote(body, yaml.understood), file));
        }
    }

    // JSON may be indented by tabs, which YAML refuses at the beginning of a line.
    private static String spaced(String text) {
        String trimmed = text.stripLeading();
        if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            return text;
        }
        StringBuilder out = new StringBuilder(text);
        boolean leading = true;
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (leading && c == '\t') {
                out.setCharAt(i, ' ');
            }
            leading = c == '\n' || c == '\r' || (leading && (c == ' ' || c == '\t'));
        }
        return out.toString();
    }

    // The parser says where the text ended, which is never where the quote was forgotten.
    private static int openQuote(String text, int understood) {
        boolean comment = false;
        for (int i = text.offsetByCodePoints(0, understood); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                if (!comment) {
                    return i;
                }
            } else if (c == '#' && i > 0 && Character.isWhitespace(text.charAt(i - 1))) {
                comment = true;
            } else if (c == '\n') {
                comment = false;
            }
        }
        return text.length();
    }

    private static YamlProblem tooLarge(String file) {
        return new YamlProblem(Place.whole(file), "the file is larger than 1 MiB; scenarios are a few KiB");
    }

    private static String decode(byte[] bytes, String file) throws YamlProblem {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            // What stands before says more: a NUL byte shows that this is no text at all.
            checkCharacters(text, file);
            throw new YamlProblem(
                    placeOf(text, text.length(), file),
                    String.format("the byte 0x%02x is no UTF-8; wanted a text file in UTF-8", bytes[in.position()]));
        }
        return text;
    }

    private static void checkCharacters(String text, String file) throws YamlProblem {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t' && c != 0x85;
            boolean none = c == 0xfffe || c == 0xffff || (c >= 0xd800 && c <= 0xdfff);
            if (c == 0) {
                throw new YamlProblem(
                        placeOf(text, i, file), "a NUL byte stands here, so this is no text; wanted a YAML file");
            }
            // A second byte order mark is invisible, and would become part of a key.
            if (control || none || c == 0xfeff) {
                throw new YamlProblem(
                        placeOf(text, i, file),
                        String.format(
                                "the character U+%04X stands here, which is not allowed in YAML;"
                                        + " inside double quotes it can be written \\u%04x",
                                c, c));
            }
        }
    }

    private static Place placeOf(String text, int offset, String file) {
        int line = 1;
        int start = text.startsWith("\ufeff") ? 1 : 0;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
                line++;
                start = i + 1;
            }
        }
        return new Place(file, line, text.codePointCount(Math.min(start, offset), offset) + 1);
    }

    private Event next() {
        Event event = events.next();
        understood = event.getEndMark().map(Mark::getIndex).orElse(understood);
        return event;
    }

    private Node document() throws YamlProblem {
        next(); // the stream's start
        Event first = next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            throw new YamlProblem(Place.whole(file), "nothing is written in this file");
        }
        Node root = node(next(), 1);
        next(); // the document's end
        Event after = next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw new YamlProblem(place(after), "a second document begins here; wanted one to a file");
        }
        return root;
    }

    private Node node(Event event, int depth) throws YamlProblem {
        if (event instanceof AliasEvent alias) {
            return expanded(alias);
        }
        if (depth > DEPTH) {
            throw new YamlProblem(place(event), "this lies more than " + DEPTH + " levels deep");
        }
        refuseTag(event);
        int before = values;
        count(1, event);
        Optional<String> anchor =
                event instanceof NodeEvent named ? named.getAnchor().map(a -> a.getValue()) : Optional.empty();
        anchor.ifPresent(name -> anchors.put(name, new Anchored(Optional.empty(), 0)));
        Node node = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(event, depth);
            case MappingStart -> mapping(event, depth);
            default -> throw new IllegalStateException("the parser gave " + event.getEventId());
        };
        anchor.ifPresent(name -> anchors.put(name, new Anchored(Optional.of(node), values - before)));
        return node;
    }

    private Node expanded(AliasEvent alias) throws YamlProblem {
        String name = alias.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw new YamlProblem(
                    place(alias), "'*" + shown(name) + "' stands here, but no '&" + shown(name) + "' before it");
        }
        if (anchored.node().isEmpty()) {
            throw new YamlProblem(
                    place(alias), "'*" + shown(name) + "' stands inside of what it stands for, so it has no end");
        }
        aliases++;
        if (aliases > ALIASES) {
            throw new YamlProblem(place(alias), "this is use " + aliases + " of an anchor; wanted at most " + ALIASES);
        }
        count(anchored.values(), alias);
        return anchored.node().get();
    }

    private void count(int more, Event at) throws YamlProblem {
        values += more;
        if (values > VALUES) {
            throw new YamlProblem(
                    place(at), "up to here the file holds more than " + VALUES + " values, anchors expanded");
        }
    }

    private void refuseTag(Event event) throws YamlProblem {
        Optional<String> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
        if (tag.isPresent()) {
            String written =
                    tag.get().startsWith(TAG_PREFIX) ? "!!" + tag.get().substring(TAG_PREFIX.length()) : tag.get();
            throw new YamlProblem(
                    place(event), "the tag '" + shown(written) + "' stands here; tags are not read, leave it out");
        }
    }

    private Node scalar(ScalarEvent event) {
        return new Node.Scalar(event.getValue(), !event.isPlain(), place(event));
    }

    private Node sequence(Event start, int depth) throws YamlProblem {
        List<Node> items = new ArrayList<>();
        for (Event next = next(); next.getEventId() != Event.ID.SequenceEnd; next = next()) {
            items.add(node(next, depth + 1));
        }
        return new Node.Sequence(items, place(start));
    }

    private Node mapping(Event start, int depth) throws YamlProblem {
        List<Node.Pair> pairs = new ArrayList<>();
        for (Event next = next(); next.getEventId() != Event.ID.MappingEnd; next = next()) {
            Place keyPlace = place(next);
            Node key = node(next, depth + 1);
            if (!(key instanceof Node.Scalar scalar)) {
                throw new YamlProblem(
                        keyPlace,
                        (key instanceof Node.Sequence ? "a list" : "keys with values")
                                + " cannot be a key; wanted text");
            }
            if (scalar.text().isEmpty() && !scalar.quoted()) {
                throw new YamlProblem(keyPlace, "a key is missing before ':'");
            }
            if (scalar.text().equals("<<") && !scalar.quoted()) {
                throw new YamlProblem(
                        keyPlace, "the merge key '<<' stands here; it is not read, write the keys themselves");
            }
            pairs.add(new Node.Pair(scalar.text(), keyPlace, node(next(), depth + 1)));
        }
        return new Node.Mapping(pairs, place(start));
    }

    private Place place(Event event) {
        return Grammar.place(file, event.getStartMark());
    }

    private static String shown(String foreign) {
        return Grammar.shown(foreign);
    }

    /** What the parser complains about, in our words. */
    private static final class Grammar {
        private record Rule(String part, String message) {}

        // The first whose part occurs in the parser's context and problem.
        private static final List<Rule> RULES = List.of(
                new Rule("(TAB)", "a tab stands here; indent with blanks"),
                new Rule("'%s' that cannot start any token", "this character cannot begin a value; put it in quotes"),
                new Rule(
                        "that cannot start any token",
                        "a value cannot begin with this character; put the value in quotes"),
                new Rule("could not find expected ':'", "a ':' is missing after the key"),
                new Rule(
                        "mapping values are not allowed here",
                        "a ':' cannot stand here; is a line indented wrongly, or does a text with ': ' lack quotes?"),
                new Rule("sequence entries are not allowed here", "a list item '-' cannot begin here"),
                new Rule("mapping keys are not allowed here", "a key cannot begin here"),
                new Rule("quoted scalar; found unexpected end of stream", "a quote is opened here and never closed"),
                new Rule(
                        "quoted scalar; found unexpected document separator",
                        "a quote is opened here and never closed"),
                new Rule(
                        "found unknown escape character",
                        "this escape is unknown in double quotes; for a plain backslash write two, or use single"
                                + " quotes"),
                new Rule("expected escape sequence", "an escape in double quotes lacks hexadecimal digits"),
                new Rule("expected ',' or ']'", "a ',' or ']' is missing; the list was opened with '[' in line %d"),
                new Rule("expected ',' or '}'", "a ',' or '}' is missing; the keys were opened with '{' in line %d"),
                new Rule(
                        "block mapping; expected <block end>",
                        "this does not fit to the keys that begin in line %d; is it indented wrongly?"),
                new Rule(
                        "block collection; expected <block end>",
                        "this does not fit to the list that begins in line %d; is it indented wrongly?"),
                new Rule(
                        "block scalar; expected a comment or a line break",
                        "the text of '|' or '>' begins in the next line"),
                new Rule(
                        "block scalar; expected chomping",
                        "after '|' or '>' only '+', '-' or a digit may stand; the text begins in the next line"),
                new Rule("block scalar; expected indentation", "after '|' or '>' an indentation from 1 to 9 may stand"),
                new Rule("block scalar", "the empty lines before this text are indented deeper than the text"),
                new Rule("expected the node content", "a value is missing here"),
                new Rule("an alias", "a name is missing after '*'; put text that begins with '*' in quotes"),
                new Rule("an anchor", "a name is missing after '&'; put text that begins with '&' in quotes"),
                new Rule("found undefined tag handle", "a tag stands here; tags are not read, leave it out"),
                new Rule("tag", "a tag stands here; tags are not read, leave it out"),
                new Rule("directive", "a line that begins with '%%' stands here; directives are not read"),
                new Rule("<document start>", "this does not belong to what stands above; is it indented wrongly?"));

        private Grammar() {}

        static YamlProblem problem(String file, YamlEngineException e, Place openQuote) {
            if (e instanceof YamlVersionException) {
                return new YamlProblem(
                        Place.whole(file), "the line with %YAML asks for a version that is not read; leave it out");
            }
            if (!(e instanceof MarkedYamlEngineException marked)) {
                return new YamlProblem(
                        Place.whole(file), "this is no YAML: " + oneLine(String.valueOf(e.getMessage())));
            }
            String said = marked.getContext() + "; " + marked.getProblem();
            int began = marked.getContextMark().map(mark -> mark.getLine() + 1).orElse(0);
            String message = RULES.stream()
                    .filter(rule -> said.contains(rule.part()))
                    .findFirst()
                    .map(rule -> String.format(rule.message(), began))
                    .orElseGet(() -> "this is no YAML: " + oneLine(marked.getProblem()));
            if (said.contains("quoted scalar; found unexpected end")
                    || said.contains("found unexpected document sep")) {
                return new YamlProblem(openQuote, message);
            }
            Optional<Mark> mark = said.contains("could not find expected ':'")
                    ? marked.getContextMark()
                    : marked.getProblemMark().or(marked::getContextMark);
            return new YamlProblem(place(file, mark), message);
        }

        static Place place(String file, Optional<Mark> mark) {
            return mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
                    .orElseGet(() -> Place.whole(file));
        }

        private static String oneLine(String text) {
            return shown(text.lines().findFirst().orElse(""));
        }

        /** Foreign text on one line, without what a terminal acts on. */
        static String shown(String foreign) {
            StringBuilder out = new StringBuilder();
            foreign.codePoints().limit(80).forEach(c -> {
                if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                    out.append(String.format("\\u%04x", c));
                } else {
                    out.appendCodePoint(c);
                }
            });
            return out.toString();
        }
    }
}
