package org.shiplog.projections.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.journal.JournalOffset;

@ExtendWith(TestDatabase.Provider.class)
class CursorsTest {
    private static final Cursors CURSORS = Cursors.of(new byte[16]);

    @Test
    void readsWhatItWrote() {
        for (JournalOffset place :
                new JournalOffset[] {JournalOffset.ORIGIN, new JournalOffset(7, 4_711), JournalOffset.END}) {
            assertThat(CURSORS.parse(CURSORS.text(place))).contains(place);
            assertThat(CURSORS.text(place)).matches("[A-Za-z0-9_-]{22}");
        }
    }

    @Test
    void tellsNothingOfHowFarPlacesAreApart() {
        String one = CURSORS.text(new JournalOffset(7, 4_711));
        String next = CURSORS.text(new JournalOffset(7, 4_712));
        long alike = java.util.stream.IntStream.range(0, 22)
                .filter(i -> one.charAt(i) == next.charAt(i))
                .count();
        assertThat(alike).isLessThan(8);
    }

    @Test
    void isTheSameOnEveryNode(TestDatabase database) throws Exception {
        JournalOffset place = new JournalOffset(12, 34);
        String text = Cursors.open(database.pool()).text(place);
        assertThat(Cursors.open(database.unpooled()).parse(text)).contains(place);
        assertThat(CURSORS.text(place)).isNotEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "7/4711", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA=="})
    void refusesWhatItCannotHaveWritten(String text) {
        assertThat(CURSORS.parse(text)).isEqualTo(Optional.empty());
    }
}
