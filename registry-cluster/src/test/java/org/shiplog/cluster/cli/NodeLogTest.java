package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTest {
    @TempDir
    Path directory;

    @Test
    void keepsOurNewsAndTheLibrariesWarningsInAFile() throws IOException {
        String log = logged(context -> {
            context.getLogger("org.shiplog.storage").info("ours");
            context.getLogger("org.shiplog.storage").debug("too much");
            context.getLogger("com.zaxxer.hikari").info("theirs");
            context.getLogger("com.zaxxer.hikari").warn("their warning", new IllegalStateException("cause"));
        });
        assertThat(log)
                .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z INFO +\\[.*] org.shiplog.storage ours$")
                .contains("their warning", "IllegalStateException: cause", "\tat ")
                .doesNotContain("too much", "theirs");
    }

    @Test
    void writesOneLineForAMessageWithLineEnds() throws IOException {
        String log = logged(context -> context.getLogger("org.shiplog").info("asked for {}", "a\r\n2026 ERROR forged"));
        assertThat(log.lines()).hasSize(1);
        assertThat(log).contains("asked for a | 2026 ERROR forged");
    }

    @Test
    void cutsMessagesThatAreTooLong() throws IOException {
        String log = logged(context -> context.getLogger("org.shiplog").info("x".repeat(100_000)));
        assertThat(log).hasSizeBetween(4_000, 5_000);
    }

    private String logged(Consumer<LoggerContext> work) throws IOException {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        NodeLog.configure(context, LogTarget.text(directory));
        work.accept(context);
        context.stop();
        return Files.readString(directory.resolve("shiplog.log"));
    }
}
