package org.shiplog.cluster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.cluster.architecture.CodeBase.SourceFile;

/** What sources must look like: rules that compiled classes no longer show, and rules for tests. */
final class SourcesTest {
    private static final int MOST_LINES = 400;
    private static final int MOST_LINES_OF_TESTS = 600;
    private static final int LARGEST_SHOWN = 10;

    private static final List<SourceFile> MAIN = CodeBase.mainSources();
    private static final List<SourceFile> TESTS = CodeBase.testSources();

    @Test
    void filesAreShortEnoughToRead() {
        System.out.println("Largest sources:");
        all().sorted(Comparator.comparingInt((SourceFile file) -> -file.lines().size()))
                .limit(LARGEST_SHOWN)
                .forEach(file -> System.out.printf("%5d %s%n", file.lines().size(), file.path()));

        assertThat(MAIN).allSatisfy(file -> assertThat(file.lines()).hasSizeLessThanOrEqualTo(MOST_LINES));
        assertThat(TESTS).allSatisfy(file -> assertThat(file.lines()).hasSizeLessThanOrEqualTo(MOST_LINES_OF_TESTS));
    }

    @Test
    void switchesOfTheDomainNameEveryCase() {
        assertThat(MAIN.stream()
                        .filter(file -> file.isIn("registry-domain"))
                        .flatMap(file -> Stream.concat(file.linesWith("default ->"), file.linesWith("default:"))))
                .isEmpty();
    }

    /** Split, so that this file does not have them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread." + "sleep(",
                "SECONDS." + "sleep(",
                "org." + "mockito",
                "org." + "easymock",
                "@" + "Disabled",
                "Assumptions" + ".",
                "import org.junit." + "Test;",
                ".printStack" + "Trace("
            })
    void nothingOfThisIsInMainOrTestSources(String text) {
        assertThat(all().flatMap(file -> file.linesWith(text))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TO" + "DO", "FIX" + "ME", "XX" + "X"})
    void nothingIsLeftForLater(String mark) {
        assertThat(all().filter(file -> file.lines().stream().anyMatch(line -> line.contains(mark)))
                        .map(SourceFile::path))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        assertThat(MAIN.stream().map(file -> file.path().getParent()).distinct())
                .allSatisfy(folder ->
                        assertThat(MAIN).anyMatch(file -> file.path().equals(folder.resolve("package-info.java"))));
    }

    private static Stream<SourceFile> all() {
        return Stream.concat(MAIN.stream(), TESTS.stream());
    }
}
