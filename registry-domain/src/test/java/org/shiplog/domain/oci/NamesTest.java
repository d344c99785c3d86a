package org.shiplog.domain.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NamesTest {
    static Stream<String> repositoryNames() {
        return Stream.of(
                "a",
                "0",
                "library/alpine",
                "library/a/b/c/d/e/f",
                "a.b/c_d/e__f/g-h/i---j",
                "a".repeat(255),
                "a/" + "b".repeat(253));
    }

    static Stream<String> notRepositoryNames() {
        return Stream.of(
                "",
                "/",
                "a/",
                "/a",
                "a//b",
                ".",
                "..",
                "a/../b",
                "a/.b",
                "a/b.",
                "a..b",
                "a___b",
                "a._b",
                "-a",
                "a-",
                "A",
                "library/Alpine",
                "a b",
                "a%2fb",
                "a\\b",
                "a:b",
                "a@b",
                "a\n",
                "\u00e4",
                "a\u0000",
                "a".repeat(256),
                "a/" + "b".repeat(254),
                "a/".repeat(1_000_000));
    }

    static Stream<String> tags() {
        return Stream.of("latest", "v1.0.0", "_", "0", "A-b_c.D", "_.-", "a".repeat(128));
    }

    static Stream<String> notTags() {
        return Stream.of(
                "",
                ".a",
                "-a",
                "a b",
                "a/b",
                "a:b",
                "a@b",
                "a+b",
                "a\n",
                "\u00e4",
                "a".repeat(129),
                "a".repeat(1_000_000));
    }

    static Stream<String> projectNames() {
        return Stream.of("library", "a", "0", "a.b_c-d", "a".repeat(255));
    }

    static Stream<String> notProjectNames() {
        return Stream.of("", "A", "a/b", "a..b", "a__b", "a--b", ".a", "a.", "-a", "a-", "a\n", "a".repeat(256));
    }

    static Stream<String> mediaTypes() {
        String longest = "a".repeat(127);
        return Stream.of(
                "application/json",
                "application/vnd.oci.image.manifest.v1+json",
                "A/b!#$&^_.+-",
                "0/1",
                longest + "/" + longest);
    }

    static Stream<String> notMediaTypes() {
        String tooLong = "a".repeat(128);
        return Stream.of(
                "",
                "/",
                "application",
                "application/",
                "/json",
                "a/b/c",
                "a /b",
                "+a/b",
                "a/.b",
                "a/b\n\nc",
                "a/b,c/d",
                "a/*",
                "\u00e4/b",
                tooLong + "/b",
                "a/" + tooLong);
    }

    @ParameterizedTest
    @MethodSource("repositoryNames")
    void acceptsRepositoryNames(String text) {
        assertThat(RepositoryName.parse(text)).map(RepositoryName::toString).contains(text);
    }

    @ParameterizedTest
    @MethodSource("notRepositoryNames")
    void rejectsWhatIsNoRepositoryName(String text) {
        assertThat(RepositoryName.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryName(text));
    }

    @Test
    void takesTheFirstComponentForTheProject() {
        assertThat(new RepositoryName("library/a/b").project()).contains(new ProjectName("library"));
        assertThat(new RepositoryName("alpine").project()).isEmpty();
    }

    @Test
    void hasNoProjectWhereTheFirstComponentIsNoProjectName() {
        assertThat(new RepositoryName("a__b/c").project()).isEmpty();
        assertThat(new RepositoryName("a--b/c").project()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("tags")
    void acceptsTags(String text) {
        assertThat(Tag.parse(text)).map(Tag::toString).contains(text);
    }

    @ParameterizedTest
    @MethodSource("notTags")
    void rejectsWhatIsNoTag(String text) {
        assertThat(Tag.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag(text));
    }

    @Test
    void ordersTagsByTheirBytes() {
        assertThat(Stream.of("a", "B", "_", "1", "aa").map(Tag::new).sorted())
                .map(Tag::value)
                .containsExactly("1", "B", "_", "a", "aa");
    }

    @ParameterizedTest
    @MethodSource("projectNames")
    void acceptsProjectNames(String text) {
        assertThat(ProjectName.parse(text)).map(ProjectName::toString).contains(text);
    }

    @ParameterizedTest
    @MethodSource("notProjectNames")
    void rejectsWhatIsNoProjectName(String text) {
        assertThat(ProjectName.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new ProjectName(text));
    }

    @ParameterizedTest
    @MethodSource("mediaTypes")
    void acceptsMediaTypes(String text) {
        assertThat(MediaType.parse(text)).map(MediaType::toString).contains(text);
    }

    @ParameterizedTest
    @MethodSource("notMediaTypes")
    void rejectsWhatIsNoMediaType(String text) {
        assertThat(MediaType.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new MediaType(text));
    }

    @Test
    void leavesParametersOfMediaTypesOff() {
        assertThat(MediaType.parse("application/json; charset=utf-8")).contains(new MediaType("application/json"));
        assertThat(MediaType.parse(" application/json ;q=0")).contains(new MediaType("application/json"));
        assertThat(MediaType.parse(";charset=utf-8")).isEmpty();
    }
}
