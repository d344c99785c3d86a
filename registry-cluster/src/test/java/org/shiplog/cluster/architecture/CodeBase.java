package org.shiplog.cluster.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Shiplog as it stands on disk: the classes that the node is made of, and the sources of all modules. */
final class CodeBase {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.shiplog");

    private CodeBase() {}

    /** The compiled classes of every module that the node is made of, without tests. */
    static JavaClasses classes() {
        return CLASSES;
    }

    static List<SourceFile> mainSources() {
        return sources("src/main/java");
    }

    static List<SourceFile> testSources() {
        return sources("src/test/java");
    }

    private static List<SourceFile> sources(String folder) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(CodeBase::javaFilesIn)
                    .sorted()
                    .map(file -> new SourceFile(ROOT.relativize(file), linesOf(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFilesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param path from the root of the project */
    record SourceFile(Path path, List<String> lines) {
        boolean isIn(String module) {
            return path.startsWith(module);
        }

        /** The numbered lines that have the text, comments left out. */
        Stream<String> linesWith(String text) {
            return Stream.iterate(0, index -> index < lines.size(), index -> index + 1)
                    .filter(index ->
                            isCode(lines.get(index)) && lines.get(index).contains(text))
                    .map(index ->
                            path + ":" + (index + 1) + " " + lines.get(index).strip());
        }

        private static boolean isCode(String line) {
            String text = line.strip();
            return !text.startsWith("*") && !text.startsWith("/*") && !text.startsWith("//");
        }
    }
}
