package dev.respawn.probe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A process that asks on behalf of the harness from where it was started, mostly another network namespace: the
 * loopback there cannot be reached from outside. It lives as long as its standard input: when the harness is gone,
 * however that happened, it ends by itself.
 */
public final class Prober {
    /** Where the engine answers for names, inside of a container's network namespace. */
    private static final InetSocketAddress NAME_SERVER = new InetSocketAddress(loopback(11), 53);

    private final OutputStream out;

    private Prober(OutputStream out) {
        this.out = out;
    }

    /** Asks until standard input ends. */
    public static void main(String[] arguments) {
        int code = 0;
        // Not System.out: nothing that a library prints there may come between our lines.
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 16 * 1024);
        try (LocalAsker asker = new LocalAsker(NAME_SERVER)) {
            new Prober(out).run(new BufferedInputStream(System.in), asker);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("the prober ends: " + e.getMessage());
            code = 70;
        }
        // Whatever a thread still waits for, nobody will read it.
        Runtime.getRuntime().halt(code);
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(InputStream in, Asker asker) throws IOException {
        say(ProberLine.READY);
        while (true) {
            Optional<String> line = ProberLine.read(in, ProberLine.QUESTION_MOST);
            if (line.isEmpty()) {
                return;
            }
            ask(ProberLine.Question.of(line.get()), asker);
        }
    }

    private void ask(ProberLine.Question question, Asker asker) {
        CompletionStage<Reach.HttpAnswer> asked = question.http().isPresent()
                ? asker.ask(question.http().get(), question.deadline())
                : asker.open(question.to(), question.deadline())
                        .thenApply(answer -> new Reach.HttpAnswer(0, "", answer.failure()));
        var unused = asked.whenComplete((answer, failure) -> {
            ProberLine.Answered answered = failure == null
                    ? new ProberLine.Answered(question.name(), answer, Optional.empty())
                    : new ProberLine.Answered(
                            question.name(), new Reach.HttpAnswer(0, "", ""), Optional.of(reason(failure)));
            try {
                say(answered.line());
            } catch (IOException e) {
                // Nobody listens any more; standard input ends as well.
                Runtime.getRuntime().halt(0);
            }
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    private synchronized void say(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.write('\n');
        out.flush();
    }
}
