package org.shiplog.cluster.cli;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.holding.Scope;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What of all that repositories hold a command is about. */
final class HoldingOptions {
    @Option(
            names = "--project",
            paramLabel = "NAME",
            converter = ProjectConverter.class,
            description = "Only what repositories of this project hold.")
    private @Nullable ProjectName project;

    @Option(
            names = "--repository",
            paramLabel = "GLOB",
            converter = GlobConverter.class,
            description = {
                "Only what repositories of such names hold, for example team/app-*.",
                "* is anything but a slash, ** anything."
            })
    private @Nullable RepositoryGlob repositories;

    @Option(
            names = "--sample",
            paramLabel = "PERCENT",
            converter = ShareConverter.class,
            description = "Only so much of it, for example 5%%, another part each time. All of it without this.")
    private int share = Scope.WHOLE;

    Scope scope() {
        long seed = share == Scope.WHOLE ? 0 : ThreadLocalRandom.current().nextLong();
        return new Scope(Optional.ofNullable(project), Optional.ofNullable(repositories), share, seed);
    }

    private static final class ProjectConverter implements ITypeConverter<ProjectName> {
        @Override
        public ProjectName convert(String text) {
            return ProjectName.parse(text).orElseThrow(() -> new TypeConversionException("not the name of a project"));
        }
    }

    private static final class GlobConverter implements ITypeConverter<RepositoryGlob> {
        @Override
        public RepositoryGlob convert(String text) {
            return RepositoryGlob.parse(text)
                    .orElseThrow(() -> new TypeConversionException("not a pattern for repositories"));
        }
    }

    private static final class ShareConverter implements ITypeConverter<Integer> {
        private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,2})?)%?");

        @Override
        public Integer convert(String text) {
            var matcher = PERCENT.matcher(text);
            int share = matcher.matches()
                    ? new BigDecimal(matcher.group(1)).movePointRight(2).intValueExact()
                    : 0;
            if (share < 1 || share > Scope.WHOLE) {
                throw new TypeConversionException("not between 0.01%% and 100%%");
            }
            return share;
        }
    }
}
