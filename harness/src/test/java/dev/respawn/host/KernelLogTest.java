package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelLogTest {
    private static final String ID = "4f1c7dd7d0a1f1e1bb0c6ee2a1a8d61e8b84cf9e4a0d2b4e1f6a7c8d9e0f1a2b";
    // As kernel 6.18 wrote them.
    private static final String ABOUT = "6,36367,12893767090,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),"
            + "cpuset=" + ID + ",mems_allowed=0,oom_memcg=/docker/" + ID + ",task_memcg=/docker/" + ID
            + ",task=dd,pid=30038,uid=0\n";
    private static final String KILLED = "3,36368,12893767102,-;Memory cgroup out of memory: Killed process 30038 (dd)"
            + " total-vm:61568kB, anon-rss:20224kB, file-rss:1624kB, shmem-rss:0kB, UID:0 pgtables:92kB"
            + " oom_score_adj:1000\n";

    private static List<KernelLog.Kill> kills(String... records) {
        KernelLog.Records reading = new KernelLog.Records();
        List<KernelLog.Kill> kills = new ArrayList<>();
        for (String record : records) {
            reading.take(record).ifPresent(kills::add);
        }
        return kills;
    }

    @Test
    void a_kill_and_its_memory_group_are_told_in_two_lines() {
        assertThat(kills("4,36264,12893766835,-;dd invoked oom-killer: gfp_mask=0xcc0\n", ABOUT, KILLED))
                .containsExactly(
                        new KernelLog.Kill(36368, 12893767102L, 30038, "dd", "/docker/" + ID, "/docker/" + ID));
        assertThat(kills(ABOUT, KILLED).get(0).container()).hasValue(ID);
        assertThat(kills(ABOUT, KILLED).get(0).in(ID)).isTrue();
        assertThat(kills(ABOUT, KILLED).get(0).in("f".repeat(64))).isFalse();
    }

    @Test
    void a_listener_that_fails_takes_the_log_from_nobody_else() {
        KernelLog log = new KernelLog();
        List<KernelLog.Kill> told = new ArrayList<>();
        log.listen(kill -> {
            throw new IllegalStateException("the journal is full");
        });
        log.listen(told::add);
        KernelLog.Records records = new KernelLog.Records();

        log.take(ABOUT, records);
        log.take(KILLED, records);

        assertThat(told).hasSize(1);
    }

    @Test
    void an_engine_that_leaves_groups_to_systemd_names_them_otherwise() {
        KernelLog.Kill kill = kills(ABOUT.replace("/docker/" + ID, "/system.slice/docker-" + ID + ".scope"), KILLED)
                .get(0);

        assertThat(kill.container()).hasValue(ID);
    }

    @Test
    void where_kills_are_many_the_kernel_leaves_the_group_out() {
        KernelLog.Kill second =
                kills(ABOUT, KILLED, KILLED.replace("30038", "30039")).get(1);

        assertThat(second.pid()).isEqualTo(30039);
        assertThat(second.group()).isEmpty();
        assertThat(second.container()).isEmpty();
    }

    @Test
    void older_kernels_say_it_in_other_words() {
        assertThat(
                        kills(
                                "6,1,5,-;Task in /docker/" + ID + "/below killed as a result of limit of /docker/" + ID
                                        + "\n",
                                "3,2,6,-;Memory cgroup out of memory: Kill process 77 (stress) score 1972 or sacrifice child\n"))
                .containsExactly(new KernelLog.Kill(2, 6, 77, "stress", "/docker/" + ID, "/docker/" + ID + "/below"));
    }

    @Test
    void a_process_cannot_name_itself_into_the_place_of_another() {
        String[] evil = {"a,pid=1,uid=0", "(x) total-vm:1", "oom-kill:"};
        for (String name : evil) {
            KernelLog.Kill kill = kills(
                            ABOUT.replace("task=dd", "task=" + name), KILLED.replace("(dd)", "(" + name + ")"))
                    .get(0);

            assertThat(kill.pid()).isEqualTo(30038);
            assertThat(kill.group()).isEqualTo("/docker/" + ID);
        }
    }

    @Test
    void what_programs_write_into_the_log_is_not_the_kernels_word() {
        assertThat(kills(ABOUT.replaceFirst("^6", "14"), KILLED.replaceFirst("^3", "11")))
                .isEmpty();
    }

    @Test
    void a_machine_that_is_out_of_memory_is_no_full_group() {
        assertThat(kills("3,9,9,-;Out of memory: Killed process 5 (java) total-vm:1kB, anon-rss:1kB\n"))
                .isEmpty();
    }

    @Test
    void what_is_no_record_is_passed_over() {
        assertThat(kills("", "\n", "no record", ";", "9999999999999999999,1,1,-;x\n"))
                .isEmpty();
    }

    @Test
    void a_read_that_fails_is_tried_again_in_whatever_language_it_fails() {
        KernelLog log = new KernelLog();
        Reads first = new Reads("3,1,10,-;Memory cgroup out of memory: Killed process 7 (a) total-vm:1kB\n", "", "");
        // Opened again, it tells from its begin.
        Reads second = new Reads(
                "3,1,10,-;Memory cgroup out of memory: Killed process 7 (a) total-vm:1kB\n",
                "3,2,20,-;Memory cgroup out of memory: Killed process 8 (b) total-vm:1kB\n");

        log.follow(first, () -> second);

        assertThat(log.after(0)).extracting(KernelLog.Kill::pid).containsExactly(7L, 8L);
        assertThat(log.unreadable()).contains("the kernel's log has ended");
        assertThat(first.isOpen()).isFalse();
    }

    @Test
    void a_log_that_fails_again_and_again_is_given_up() {
        KernelLog log = new KernelLog();
        String[] failures = Stream.generate(() -> "").limit(100).toArray(String[]::new);

        log.follow(new Reads(failures), () -> new Reads(failures));

        assertThat(log.unreadable())
                .contains("the kernel's log cannot be read any more: java.io.IOException: Datenübergabe unterbrochen");
    }

    /** What is read of a log, one after the other; an empty text is a failure. */
    private static final class Reads implements ReadableByteChannel {
        private final Iterator<String> texts;
        private boolean open = true;

        Reads(String... texts) {
            this.texts = List.of(texts).iterator();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (!texts.hasNext()) {
                return -1;
            }
            String text = texts.next();
            if (text.isEmpty()) {
                throw new IOException("Datenübergabe unterbrochen");
            }
            into.put(text.getBytes(StandardCharsets.UTF_8));
            return text.length();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    @Test
    void it_tells_what_comes_after_a_mark_and_whoever_listens() throws Exception {
        KernelLog log = new KernelLog();
        KernelLog.Records records = new KernelLog.Records();
        List<Long> told = new ArrayList<>();
        log.take(ABOUT, records);
        log.take(KILLED, records);
        long mark = log.mark();

        try (KernelLog.Listening open = log.listen(kill -> told.add(kill.pid()))) {
            assertThat(open).isNotNull();
            log.take(
                    "3,36400,12893767102,-;Memory cgroup out of memory: Killed process 7 (sh) total-vm:1kB\n", records);
        }
        log.take("3,36401,12893767102,-;Memory cgroup out of memory: Killed process 8 (sh) total-vm:1kB\n", records);

        assertThat(log.after(0)).hasSize(3);
        assertThat(log.after(mark)).extracting(KernelLog.Kill::pid).containsExactly(7L, 8L);
        assertThat(told).containsExactly(7L);
        assertThat(log.await(mark, kill -> kill.pid() == 8, Duration.ZERO)).isPresent();
        assertThat(log.await(mark, kill -> kill.pid() == 9, Duration.ZERO)).isEmpty();
    }
}
