import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Formats every Java source of the modules below the working directory ({@code write}), or names those that are not formatted. */
final class FormatSources {
    private final Formatter formatter = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());
    private final boolean write;

    private FormatSources(boolean write) {
        this.write = write;
    }

    public static void main(String[] arguments) throws IOException {
        FormatSources format = new FormatSources(arguments.length == 1 && arguments[0].equals("write"));
        List<String> problems = sources().parallelStream()
                .flatMap(source -> format.problemWith(source).stream())
                .sorted()
                .toList();
        problems.forEach(System.err::println);
        if (!problems.isEmpty()) {
            System.err.println("To format: mvn -q -pl style process-sources -Dformat.mode=write");
            System.exit(1);
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(""), FormatSources::isModule)) {
            for (Path module : modules) {
                Files.walkFileTree(module, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        return folder.endsWith("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".java")) {
                            sources.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
        return sources;
    }

    private static boolean isModule(Path folder) {
        return Files.exists(folder.resolve("pom.xml"));
    }

    private Optional<String> problemWith(Path source) {
        try {
            String text = Files.readString(source);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (formatted.equals(text)) {
                return Optional.empty();
            }
            if (write) {
                Files.writeString(source, formatted);
                return Optional.empty();
            }
            return Optional.of("not formatted: " + source);
        } catch (FormatterException e) {
            return Optional.of("cannot be parsed: " + source + " " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
