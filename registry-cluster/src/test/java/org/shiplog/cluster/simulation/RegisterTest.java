package org.shiplog.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegisterTest {
    private final Register register = new Register("tag");

    @Test
    void aReadAfterAWriteMustSeeIt() {
        write("a");

        assertThatThrownBy(() -> read(Register.NOTHING)).isInstanceOf(Violation.class);
    }

    @Test
    void aReadBesideAWriteMaySeeEither() {
        int write = register.call(Operations.pushToTag("a"));
        read(Register.NOTHING);
        read("a");

        assertThatThrownBy(() -> read(Register.NOTHING)).isInstanceOf(Violation.class);
        assertThatCode(() -> register.returned(write, Operations.DONE)).doesNotThrowAnyException();
    }

    @Test
    void whatNobodyHeardOfMayHappenLate() {
        register.callUnheard(Operations.pushToTag("a"));
        write("b");
        read("b");
        read("a");

        assertThatThrownBy(() -> read("b")).isInstanceOf(Violation.class);
    }

    @Test
    void whatWasNeverWrittenIsNotRead() {
        write("a");

        assertThatThrownBy(() -> read("b")).isInstanceOf(Violation.class);
    }

    @Test
    void aRepetitionMayFindItsWorkDone() {
        write("a");
        int first = register.call(Operations.deleteTag());
        int again = register.again(first);
        register.returned(again, Operations.DONE);

        assertThatThrownBy(() -> read("a")).isInstanceOf(Violation.class);
    }

    @Test
    void aDeletionThatFoundNothingSaysSo() {
        write("a");

        int deletion = register.call(Operations.deleteTag());
        assertThatThrownBy(() -> register.returned(deletion, Operations.ABSENT)).isInstanceOf(Violation.class);
    }

    private void write(String value) {
        register.returned(register.call(Operations.pushToTag(value)), Operations.DONE);
    }

    private void read(String value) {
        register.returned(register.call(Operations.read()), value);
    }
}
