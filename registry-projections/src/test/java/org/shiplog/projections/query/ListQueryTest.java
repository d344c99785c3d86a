package org.shiplog.projections.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shiplog.projections.query.Criterion.AllOf;
import org.shiplog.projections.query.Criterion.AnyOf;
import org.shiplog.projections.query.Criterion.Exact;
import org.shiplog.projections.query.Criterion.Fuzzy;
import org.shiplog.projections.query.Criterion.Range;
import org.shiplog.projections.query.ListQuery.Parsed;
import org.shiplog.projections.query.ListQuery.SortKey;
import org.shiplog.projections.query.ListQuery.Term;

class ListQueryTest {
    private static final SqlColumns COLUMNS = new SqlColumns("id DESC")
            .with("username", "t.username", ColumnType.TEXT)
            .with("project_id", "t.project_id", ColumnType.NUMBER)
            .with("op_time", "t.op_time", ColumnType.TIME)
            .with("public", "t.public", ColumnType.FLAG);

    private static Parsed parse(String q, String sort, String page, String pageSize) {
        return ListQuery.parse(given(q), given(sort), given(page), given(pageSize));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static List<Term> terms(String q) {
        Parsed parsed = ListQuery.parse(given(q), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return ((Parsed.Valid) parsed).query().terms();
    }

    private static Criterion only(String q) {
        assertThat(terms(q)).hasSize(1);
        return terms(q).getFirst().criterion();
    }

    private static void assertMalformed(String q) {
        assertThat(ListQuery.parse(given(q), Optional.empty(), Optional.empty(), Optional.empty()))
                .as("%s", q)
                .isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void hasDefaultsForEverything() {
        assertThat(ListQuery.parse(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .isEqualTo(new Parsed.Valid(new ListQuery(List.of(), List.of(), 1, 10)));
        assertThat(parse("", "", "", "")).isEqualTo(new Parsed.Valid(ListQuery.first()));
    }

    @Test
    void readsEveryFormOfValue() {
        assertThat(only("k=v")).isEqualTo(new Exact("v"));
        assertThat(only("k=a=b")).isEqualTo(new Exact("a=b"));
        assertThat(only("k=~v")).isEqualTo(new Fuzzy("v"));
        assertThat(only("k=\\~v")).isEqualTo(new Exact("~v"));
        assertThat(only("k=[1~9]")).isEqualTo(new Range(Optional.of("1"), Optional.of("9")));
        assertThat(only("k=[1~]")).isEqualTo(new Range(Optional.of("1"), Optional.empty()));
        assertThat(only("k=[~9]")).isEqualTo(new Range(Optional.empty(), Optional.of("9")));
        assertThat(only("k={a 'b' \"c\"}")).isEqualTo(new AnyOf(List.of("a", "b", "c")));
        assertThat(only("k=(1 2)")).isEqualTo(new AllOf(List.of("1", "2")));
    }

    @Test
    void decodesOnceMoreThanTheRequestWas() {
        assertThat(only("k%3Dv%20w")).isEqualTo(new Exact("v w"));
    }

    @Test
    void leavesPlusSignsInWhatWasEncodedOnce() {
        assertThat(only("media_type=application/x+json")).isEqualTo(new Exact("application/x+json"));
        assertThat(only("media_type%3Dapplication/x%2Bjson")).isEqualTo(new Exact("application/x+json"));
        assertThat(only("tags%3D%7Ba+b%7D")).isEqualTo(new AnyOf(List.of("a", "b")));
    }

    @Test
    void readsKeysInBothSpellings() {
        assertThat(terms("Level=project,ProjectID=1,op_time=2,ResourceType=x"))
                .extracting(Term::key)
                .containsExactly("level", "project_id", "op_time", "resource_type");
    }

    @Test
    void refusesWhatBreaksTheGrammar() {
        List.of(
                        "k", "=v", "k=", "k=v,", ",k=v", "k=~", "k=[", "k=[1]", "k=[~]", "k=[1~2", "k={}", "k={a",
                        "k=( )", "%zz")
                .forEach(ListQueryTest::assertMalformed);
    }

    @Test
    void refusesWhatIsTooMuch() {
        assertMalformed("k=" + "v".repeat(5_000));
        assertMalformed(IntStream.range(0, 21).mapToObj(n -> "k=" + n).collect(Collectors.joining(",")));
        assertMalformed(IntStream.range(0, 101).mapToObj(String::valueOf).collect(Collectors.joining(" ", "k={", "}")));
        assertThat(parse("", "a,b,c,d,e,f", "", "")).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void refusesNulWhichTheDatabaseCannotHold() {
        assertMalformed("k=a%00b");
    }

    @Test
    void readsPagesAndTheirLimits() {
        assertThat(parse("", "", "3", "100")).isEqualTo(new Parsed.Valid(new ListQuery(List.of(), List.of(), 3, 100)));
        for (String page : List.of("-1", "x", "100001", "99999999999999", "1.5")) {
            assertThat(parse("", "", page, "")).as("page %s", page).isInstanceOf(Parsed.OutOfRange.class);
        }
        for (String size : List.of("-1", "101", "ten", "1000000000")) {
            assertThat(parse("", "", "", size)).as("size %s", size).isInstanceOf(Parsed.OutOfRange.class);
        }
        assertThat(parse("", "", "0", "0")).isEqualTo(new Parsed.Valid(new ListQuery(List.of(), List.of(), 1, 100)));
        assertThat(new ListQuery(List.of(), List.of(), 100_000, 100).offset()).isEqualTo(9_999_900);
    }

    @Test
    void readsSortKeys() {
        assertThat(parse("", "name,-CreationTime", "", ""))
                .isEqualTo(new Parsed.Valid(new ListQuery(
                        List.of(), List.of(new SortKey("name", false), new SortKey("creation_time", true)), 1, 10)));
    }

    @Test
    void bindsValuesAndNeverWritesThemIntoSql() {
        String evil = "x' OR 1=1 --";
        SqlText condition = condition("username=" + evil + ",username=~100%25_");
        assertThat(condition.text())
                .isEqualTo("((true AND t.username = ?) AND t.username ILIKE ?)")
                .doesNotContain("OR 1=1");
        assertThat(condition.values()).containsExactly(evil, "%100\\%\\_%");
    }

    @Test
    void bindsValuesInTheTypeOfTheirColumn() {
        SqlText condition = condition("project_id={1 2},op_time=[2026-01-02T03:04:05~],public=true");
        assertThat(condition.text())
                .isEqualTo("(((true AND (t.project_id = ? OR t.project_id = ?)) AND (true AND t.op_time >= ?))"
                        + " AND t.public = ?)");
        assertThat(condition.values()).containsExactly(1L, 2L, OffsetDateTime.parse("2026-01-02T03:04:05Z"), true);
    }

    @Test
    void passesOverKeysThatTheListDoesNotHave() {
        assertThat(condition("password=~a")).isEqualTo(SqlText.of("true"));
        assertThat(COLUMNS.orderBy(List.of(new SortKey("password", false)), "op_time DESC")
                        .text())
                .isEqualTo("op_time DESC, id DESC");
        assertThat(COLUMNS.orderBy(List.of(new SortKey("username", true)), "op_time DESC")
                        .text())
                .isEqualTo("t.username DESC, id DESC");
    }

    @Test
    void saysWhenAValueDoesNotFitItsColumn() {
        for (String q : List.of("project_id=x", "op_time=[yesterday~]", "public=maybe", "project_id=~1")) {
            assertThat(COLUMNS.where(terms(q))).as(q).isInstanceOf(SqlColumns.Where.Misfit.class);
        }
    }

    private static SqlText condition(String q) {
        return ((SqlColumns.Where.Condition) COLUMNS.where(terms(q))).condition();
    }
}
