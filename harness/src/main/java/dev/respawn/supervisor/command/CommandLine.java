package dev.respawn.supervisor.command;

import java.util.ArrayList;
import java.util.List;

/**
 * A program with its arguments, and the file of its contract.
 *
 * @param words the program and its arguments
 */
record CommandLine(List<String> words, String contract) {
    private static final String CONTRACT = "--contract";

    CommandLine {
        words = List.copyOf(words);
    }

    /**
     * Reads {@code PROGRAM ARGUMENT… --contract FILE}. Words end at blanks; single or double quotes keep blanks. No
     * shell ever sees it.
     *
     * @throws IllegalArgumentException if the program or the contract is missing, or a quote is open
     */
    static CommandLine parse(String text) {
        List<String> words = split(text);
        int at = words.lastIndexOf(CONTRACT);
        if (at < 0 || at + 2 != words.size()) {
            throw new IllegalArgumentException("supervisor 'command:" + text
                    + "' does not name its contract; wanted command:PROGRAM ARGUMENT… --contract FILE");
        }
        List<String> program = words.subList(0, at);
        if (program.isEmpty()) {
            throw new IllegalArgumentException("supervisor 'command:" + text
                    + "' does not name a program; wanted command:PROGRAM ARGUMENT… --contract FILE");
        }
        return new CommandLine(program, words.get(at + 1));
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("supervisor 'command:" + text + "' opens a quote and does not close it");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
