package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./shiplog} in a checkout whose Maven and whose JDK are scripts that tell how they were called. */
class LauncherTest {
    private static final List<String> MODULES = List.of("domain", "storage", "projections", "http", "cluster");
    private static final String FAKE_MAVEN = """
        #!/bin/sh
        echo "[INFO] Building registry-cluster 0.1.0 [6/6]"
        echo "$*" >> builds
        mkdir -p registry-cluster/target/shiplog/lib
        touch registry-cluster/target/shiplog/lib/registry-cluster-0.1.0.jar
        """;
    private static final String FAKE_JAVA = """
        #!/bin/sh
        for word; do
          case $word in -XX:AOTCacheOutput=*) touch "${word#*=}"; exit;; esac
        done
        echo "pid $$ in $PWD with $*"
        """;

    @TempDir
    Path directory;

    private Path checkout;
    private Path jdk;

    @BeforeEach
    void prepare() throws IOException {
        checkout = directory.resolve("checkout");
        jdk = directory.resolve("jdk");
        Files.createDirectories(checkout);
        Files.copy(Path.of("..", "shiplog"), checkout.resolve("shiplog"));
        Files.setPosixFilePermissions(checkout.resolve("shiplog"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        for (String module : MODULES) {
            Path sources = Files.createDirectories(checkout.resolve("registry-" + module + "/src/main"));
            Files.writeString(sources.resolve("Source.java"), "");
            Files.writeString(checkout.resolve("registry-" + module + "/pom.xml"), "");
        }
        try (Stream<Path> files = Files.walk(checkout)) {
            // Older than any build that follows, however coarse the file system's clock is.
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            }
        }
        script(checkout.resolve("mvnw"), FAKE_MAVEN);
        script(jdk.resolve("bin/java"), FAKE_JAVA);
        script(jdk.resolve("bin/javac"), FAKE_JAVA);
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    }

    @Test
    void buildsWhatIsMissingAndThenBecomesJava() throws Exception {
        var run = run(checkout, checkout.resolve("shiplog"), "version");
        assertThat(run.output)
                .contains("Building Shiplog", "  registry-cluster [6/6]", "Rehearsing a start")
                .contains("pid " + run.pid + " in " + checkout.toRealPath() + " with ")
                .contains("-XX:+UseParallelGC", "-Xmx512m", "-XX:AOTCache=", "org.shiplog.cluster.Main version");
        assertThat(builds()).singleElement().asString().contains("-pl registry-cluster -am package");
    }

    @Test
    void buildsAgainOnlyWhenASourceIsNewer() throws Exception {
        run(checkout, checkout.resolve("shiplog"), "version");
        assertThat(run(checkout, checkout.resolve("shiplog"), "version").output).doesNotContain("Building");
        Files.setLastModifiedTime(
                checkout.resolve("registry-domain/src/main/Source.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(checkout, checkout.resolve("shiplog"), "version").output).contains("Building");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void worksFromElsewhereThroughALinkWithItsArgumentsUntouched() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), checkout.resolve("shiplog"));
        var run = run(directory, link, "serve", "--config", "a file.conf");
        assertThat(run.output)
                .contains(" in " + directory.toRealPath() + " with ")
                .contains("serve --config a file.conf");
    }

    @Test
    void letsTheOperatorChooseAnotherCollectorAndHeap() throws Exception {
        var builder = launcher(checkout, checkout.resolve("shiplog"), "version");
        builder.environment().put("SHIPLOG_JAVA_OPTS", "-Xmx2g -XX:+UseG1GC");
        assertThat(finish(builder.start()).output)
                .contains("-Xmx2g", "-XX:+UseG1GC")
                .doesNotContain("ParallelGC", "-Xmx512m", "AOTCache");
    }

    @Test
    void showsTheBuildsErrorsAndStartsNothing() throws Exception {
        script(checkout.resolve("mvnw"), "#!/bin/sh\necho '[ERROR] no such symbol'\nexit 1\n");
        var run = run(checkout, checkout.resolve("shiplog"), "version");
        assertThat(run.status).isEqualTo(1);
        assertThat(run.output)
                .contains("The build failed:", "no such symbol", "build.log")
                .doesNotContain("pid ");
        assertThat(run(checkout, checkout.resolve("shiplog"), "version").output).contains("The build failed:");
    }

    @Test
    void ignoresAJdkOfAnotherVersion() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        var run = run(checkout, checkout.resolve("shiplog"), "version");
        assertThat(run.output).doesNotContain(jdk + "/bin");
        // A machine that runs this test has a JDK 25 somewhere else, or is told how to get one.
        assertThat(run.output).containsAnyOf("Building Shiplog", "Shiplog needs a JDK 25");
    }

    private record Run(long pid, int status, String output) {}

    private Run run(Path from, Path script, String... arguments) throws IOException, InterruptedException {
        return finish(launcher(from, script, arguments).start());
    }

    private ProcessBuilder launcher(Path from, Path script, String... arguments) {
        var command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        var builder = new ProcessBuilder(command).directory(from.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SHIPLOG_"));
        builder.environment().put("JAVA_HOME", jdk.toString());
        return builder;
    }

    private static Run finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.pid(), process.waitFor(), output);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(checkout.resolve("builds"));
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
