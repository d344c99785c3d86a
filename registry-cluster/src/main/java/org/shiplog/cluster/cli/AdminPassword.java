package org.shiplog.cluster.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.cluster.config.Secret;
import org.shiplog.storage.postgres.PrivateFiles;

/**
 * The administrator's generated password: made before the account, kept in a file that only the owner can read, so that a
 * crash between the two leads to the same password on the next start.
 */
public final class AdminPassword {
    /** Letters and digits that nobody mistakes for each other when reading them aloud or from a screen. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** 28 of 56 characters: 162 bits. */
    private static final int LENGTH = 28;

    private AdminPassword() {}

    public static Path file(Path dataDirectory) {
        return dataDirectory.resolve("admin-password");
    }

    /** The password that an earlier start has kept. */
    public static Optional<Secret> kept(Path dataDirectory) {
        try {
            String text = Files.readString(file(dataDirectory)).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(new Secret(text));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the kept password of the administrator", e);
        }
    }

    /**
     * The kept password, or a new one that is kept from now on.
     *
     * @param random must be fit for secrets, as {@link java.security.SecureRandom} is
     */
    public static Secret keptOrGenerated(Path dataDirectory, RandomGenerator random) {
        return kept(dataDirectory).orElseGet(() -> {
            Secret password = generate(random);
            try {
                PrivateFiles.write(file(dataDirectory), password.reveal() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot keep the password of the administrator", e);
            }
            return password;
        });
    }

    /**
     * A password that fits wherever one is asked for, which takes a digit and letters of both cases.
     *
     * @param random must be fit for secrets, as {@link java.security.SecureRandom} is
     */
    static Secret generate(RandomGenerator random) {
        return Stream.generate(() -> random.ints(LENGTH, 0, ALPHABET.length())
                        .mapToObj(ALPHABET::charAt)
                        .map(String::valueOf)
                        .collect(Collectors.joining()))
                .filter(password -> password.chars().anyMatch(Character::isDigit)
                        && password.chars().anyMatch(Character::isUpperCase)
                        && password.chars().anyMatch(Character::isLowerCase))
                .map(Secret::new)
                .findFirst()
                .orElseThrow();
    }

    /** Removes a password that turned out not to be the administrator's. */
    public static void discard(Path dataDirectory) {
        try {
            Files.deleteIfExists(file(dataDirectory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove a password that is not the administrator's", e);
        }
    }
}
