package org.shiplog.http.auth;

import java.security.SecureRandom;

/** Passwords of tests, whose hashes cost next to nothing: hundreds of tests log in, and nobody attacks them. */
public final class TestPasswords {
    private static final int MEMORY_KIB = 64;

    private TestPasswords() {}

    public static Passwords cheap() {
        return new Passwords(new SecureRandom(), MEMORY_KIB);
    }
}
