package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminPasswordTest {
    @TempDir
    Path data;

    @Test
    void isLongUnambiguousAndDifferentEachTime(@TempDir Path other) {
        String one = AdminPassword.keptOrGenerated(data, new SecureRandom()).reveal();
        String two = AdminPassword.keptOrGenerated(other, new SecureRandom()).reveal();
        assertThat(one).matches("[a-zA-Z2-9&&[^lIOo]]{24,}").isNotEqualTo(two);
    }

    @Test
    void isKeptWhereOnlyItsOwnerCanReadIt() throws IOException {
        var password = AdminPassword.keptOrGenerated(data, new SecureRandom());
        Path file = data.resolve("admin-password");
        assertThat(file).hasContent(password.reveal());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(data.toFile().list()).containsExactly("admin-password");
    }

    @Test
    void staysTheSameOnceItIsKept() {
        assertThat(AdminPassword.kept(data)).isEmpty();
        var password = AdminPassword.keptOrGenerated(data, new SecureRandom());
        assertThat(AdminPassword.keptOrGenerated(data, new SecureRandom())).isEqualTo(password);
        assertThat(AdminPassword.kept(data)).contains(password);
    }
}
