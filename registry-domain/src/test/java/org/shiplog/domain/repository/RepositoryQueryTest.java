package org.shiplog.domain.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.domain.repository.Samples.SIZE;
import static org.shiplog.domain.repository.Samples.digest;
import static org.shiplog.domain.repository.Samples.manifest;
import static org.shiplog.domain.repository.Samples.push;
import static org.shiplog.domain.repository.Samples.referrer;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindManifest;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ListReferrers;
import org.shiplog.domain.repository.RepositoryQuery.ListTags;
import org.shiplog.domain.repository.RepositoryQuery.ListTagsOf;
import org.shiplog.domain.repository.RepositoryQuery.ReferrerPage;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.domain.repository.RepositoryQuery.TagPage;

final class RepositoryQueryTest {
    private static final Digest LAYER = digest("layer");
    private static final Digest IMAGE = digest("image");
    private static final FoundManifest FOUND = new FoundManifest(IMAGE, MediaType.OCI_MANIFEST, 512);

    private final DecisionFixture<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> repository =
            DecisionFixture.of(new RepositoryRules());

    @Test
    void findsBlobsManifestsAndTagsOfTheCurrentGenerationOnly() {
        repository.givenCommands(new LinkBlob(2, LAYER, SIZE), push(2, manifest(IMAGE, LAYER), "latest"));

        assertThat(ask(new FindBlob(2, LAYER))).contains(SIZE);
        assertThat(ask(new FindManifest(2, IMAGE))).contains(FOUND);
        assertThat(ask(new ResolveTag(2, new Tag("latest")))).contains(FOUND);
        for (long other : new long[] {0, 1, 3}) {
            assertThat(ask(new FindBlob(other, LAYER))).isEmpty();
            assertThat(ask(new FindManifest(other, IMAGE))).isEmpty();
            assertThat(ask(new ResolveTag(other, new Tag("latest")))).isEmpty();
            assertThat(tags(other, "", 10)).isEqualTo(new TagPage(false, List.of(), false));
        }
    }

    @Test
    void findsNothingThatWasDeletedOrRetired() {
        repository.givenCommands(push(1, manifest(IMAGE), "latest"), new DeleteManifest(1, IMAGE));

        assertThat(ask(new ResolveTag(1, new Tag("latest")))).isEmpty();
        assertThat(ask(new FindManifest(1, IMAGE))).isEmpty();
        assertThat(tags(1, "", 10)).isEqualTo(new TagPage(true, List.of(), false));
        repository.givenCommands(new RetireRepository(1));
        assertThat(tags(1, "", 10)).isEqualTo(new TagPage(false, List.of(), false));
    }

    @Test
    void pagesThroughTagsInByteOrder() {
        repository.givenCommands(push(1, manifest(IMAGE), "b", "a", "B", "c"));

        assertThat(tags(1, "", 2)).isEqualTo(new TagPage(true, List.of(new Tag("B"), new Tag("a")), true));
        assertThat(tags(1, "a", 2)).isEqualTo(new TagPage(true, List.of(new Tag("b"), new Tag("c")), false));
        assertThat(tags(1, "aa", 1)).isEqualTo(new TagPage(true, List.of(new Tag("b")), true));
        assertThat(tags(1, "z", 2)).isEqualTo(new TagPage(true, List.of(), false));
    }

    @Test
    void givesNoMoreTagsThanAPageHolds() {
        String[] many = IntStream.range(0, RepositoryQuery.MAX_PAGE + 1)
                .mapToObj(i -> "t%05d".formatted(i))
                .toArray(String[]::new);
        repository.givenCommands(push(1, manifest(IMAGE), many));

        assertThat(tags(1, "", Integer.MAX_VALUE).tags()).hasSize(RepositoryQuery.MAX_PAGE);
        assertThat(tags(1, "", Integer.MAX_VALUE).more()).isTrue();
    }

    @Test
    void tellsTheTagsOfOneManifest() {
        repository.givenCommands(push(1, manifest(IMAGE), "b", "a"), push(1, manifest(digest("other")), "c"));

        assertThat(ask(new ListTagsOf(1, IMAGE)))
                .isEqualTo(new TagPage(true, List.of(new Tag("a"), new Tag("b")), false));
        assertThat(ask(new ListTagsOf(1, digest("none")))).isEqualTo(new TagPage(true, List.of(), false));
        assertThat(ask(new ListTagsOf(2, IMAGE))).isEqualTo(new TagPage(false, List.of(), false));
    }

    @Test
    void listsReferrersByTypeAndByPages() {
        repository.givenCommands(push(1, manifest(IMAGE)));
        for (int i = 0; i < 10; i++) {
            repository.givenCommands(push(1, referrer(digest("r" + i), IMAGE, i % 2 == 0 ? "a/even" : "a/odd")));
        }
        List<Digest> even = IntStream.range(0, 10)
                .filter(i -> i % 2 == 0)
                .mapToObj(i -> digest("r" + i))
                .sorted()
                .toList();

        assertThat(referrers("", Optional.empty(), 100).referrers()).hasSize(10);
        assertThat(digests(referrers("a/even", Optional.empty(), 100))).isEqualTo(even);
        assertThat(digests(referrers("a/even", Optional.empty(), 2))).isEqualTo(even.subList(0, 2));
        assertThat(referrers("a/even", Optional.empty(), 2).more()).isTrue();
        assertThat(digests(referrers("a/even", Optional.of(even.get(1)), 3))).isEqualTo(even.subList(2, 5));
        assertThat(referrers("a/even", Optional.of(even.get(1)), 3).more()).isFalse();
        assertThat(referrers("a/none", Optional.empty(), 2)).isEqualTo(new ReferrerPage(List.of(), false));
    }

    private <R> R ask(RepositoryQuery<R> query) {
        return query.answer(repository.state());
    }

    private TagPage tags(long generation, String after, int limit) {
        return ask(new ListTags(generation, Tag.parse(after), limit));
    }

    private ReferrerPage referrers(String artifactType, Optional<Digest> after, int limit) {
        return ask(new ListReferrers(1, IMAGE, artifactType, after, limit));
    }

    private static List<Digest> digests(ReferrerPage page) {
        return page.referrers().stream()
                .map(referrer -> referrer.manifest().digest())
                .toList();
    }
}
