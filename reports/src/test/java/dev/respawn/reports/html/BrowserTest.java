package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.reports.Runs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs more than a JVM: a real browser, such as Debian's package chromium. */
@Tag("docker")
class BrowserTest {
    private static final Path BROWSER = Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(name -> Path.of("/usr/bin", name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of("/usr/bin/chromium"));

    @Test
    void a_browser_shows_the_page_without_a_complaint_and_asks_nobody(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("page.html");
        Files.writeString(page, HtmlReporter.page(Runs.hostile()));

        Seen seen = open(page, directory);

        assertThat(seen.document()).contains("id=\"log\"", "99999").doesNotContain("<script", "<img");
        assertThat(seen.complaints()).isEmpty();
        assertThat(seen.asked()).isEmpty();
    }

    @Test
    void the_test_would_hear_a_page_that_asks_and_complains(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("page.html");
        Files.writeString(
                page, "<img src=\"http://respawn.invalid/x.png\"><script>console.error('complaint')</script>");

        Seen seen = open(page, directory);

        assertThat(seen.asked()).anyMatch(line -> line.contains("respawn.invalid/x.png"));
        assertThat(seen.complaints()).anyMatch(line -> line.contains("complaint"));
    }

    private record Seen(String document, List<String> complaints, List<String> asked) {}

    private static Seen open(Path page, Path directory) throws IOException, InterruptedException {
        assertThat(BROWSER)
                .as("the browser; apt-get install --no-install-recommends chromium")
                .isExecutable();
        List<String> asked = new CopyOnWriteArrayList<>();
        // Whatever the page asks for over the network goes to this proxy, which writes it down and hangs up.
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> listen(proxy, asked));
            listener.setDaemon(true);
            listener.start();
            Path document = directory.resolve("document.html");
            Path log = directory.resolve("browser.log");
            Process browser = new ProcessBuilder(
                            BROWSER.toString(),
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--disable-extensions",
                            "--enable-logging=stderr",
                            "--proxy-server=127.0.0.1:" + proxy.getLocalPort(),
                            "--user-data-dir=" + directory.resolve("profile"),
                            "--virtual-time-budget=2000",
                            "--dump-dom",
                            page.toUri().toString())
                    .redirectOutput(document.toFile())
                    .redirectError(log.toFile())
                    .start();
            try {
                assertThat(browser.waitFor(60, TimeUnit.SECONDS))
                        .as("the browser ends")
                        .isTrue();
            } finally {
                browser.descendants().forEach(ProcessHandle::destroyForcibly);
                browser.destroyForcibly().waitFor();
            }
            List<String> complaints = Files.readAllLines(log).stream()
                    .filter(line -> line.contains(":CONSOLE"))
                    .toList();
            // What the browser asks for of its own accord is none of the page's.
            List<String> ofPage =
                    asked.stream().filter(line -> !line.contains("google")).toList();
            return new Seen(Files.readString(document), complaints, ofPage);
        }
    }

    private static void listen(ServerSocket proxy, List<String> asked) {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                socket.setSoTimeout(2_000);
                List<Integer> line = new ArrayList<>();
                for (int c = socket.getInputStream().read(); c > '\r' && line.size() < 500; ) {
                    line.add(c);
                    c = socket.getInputStream().read();
                }
                StringBuilder text = new StringBuilder();
                line.forEach(c -> text.append((char) c.intValue()));
                asked.add(text.toString());
            } catch (IOException e) {
                // The browser hung up, or the test is over; both are told apart by the loop.
            }
        }
    }
}
