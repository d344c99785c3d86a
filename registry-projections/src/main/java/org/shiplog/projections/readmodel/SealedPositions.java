package org.shiplog.projections.readmodel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;

/**
 * Positions as text that those outside can keep, and neither read nor make. What is numbered in the journal would tell how much others
 * do; and who could name any event would find out, by waiting for it, whether it is there. The key is the same on all nodes.
 */
public final class SealedPositions {
    /** The longest text that is one. */
    public static final int MAX_LENGTH = 4_096;

    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{40," + MAX_LENGTH + "}");
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte WRITES = 1;
    private static final byte READ = 2;

    private final SecretKeySpec key;
    private final SecureRandom random;

    private SealedPositions(SecretKeySpec key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /** With the key that all nodes share. */
    public static SealedPositions open(DataSource database, SecureRandom random) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT key FROM feed_cursor_key");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return of(row.getBytes(1), random);
        }
    }

    /** @param secret another key is made of it, so that it may have other uses */
    static SealedPositions of(byte[] secret, SecureRandom random) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            return new SealedPositions(
                    new SecretKeySpec(mac.doFinal("positions".getBytes(StandardCharsets.US_ASCII)), "AES"), random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC", e);
        }
    }

    /** What a text stands for. */
    public sealed interface Position {
        /** @param lastEvents by persistence id: the number of the last event that a write came to */
        record Writes(Map<String, Long> lastEvents) implements Position {
            public Writes {
                lastEvents = Map.copyOf(lastEvents);
            }
        }

        record Read(ReadPosition position) implements Position {}
    }

    public String text(Position position) {
        byte[] content = content(position);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, content, 0)
                .orElseThrow(() -> new IllegalStateException("anything can be sealed"));
        byte[] all = ByteBuffer.allocate(NONCE + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Reads untrusted text; empty when it was not written here. */
    public Optional<Position> parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            byte[] nonce = Arrays.copyOf(all, NONCE);
            return run(Cipher.DECRYPT_MODE, nonce, all, NONCE).map(SealedPositions::position);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> run(int mode, byte[] nonce, byte[] content, int from) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return Optional.of(cipher.doFinal(content, from, content.length - from));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    private static byte[] content(Position position) {
        return switch (position) {
            case Position.Writes(Map<String, Long> lastEvents) -> {
                StringBuilder lines = new StringBuilder();
                new TreeMap<>(lastEvents)
                        .forEach((id, number) ->
                                lines.append(number).append(' ').append(id).append('\n'));
                byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(1 + text.length).put(WRITES).put(text).array();
            }
            case Position.Read(ReadPosition read) -> {
                ByteBuffer bytes = ByteBuffer.allocate(1 + read.marks().size() * (2 * Short.BYTES + 2 * Long.BYTES))
                        .put(READ);
                for (ReadPosition.Mark mark : read.marks()) {
                    bytes.putShort((short) mark.slices().first())
                            .putShort((short) mark.slices().last())
                            .putLong(mark.offset().transactionId())
                            .putLong(mark.offset().ordering());
                }
                yield bytes.array();
            }
        };
    }

    /** Of what was sealed here. */
    private static Position position(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (bytes.get() == WRITES) {
            Map<String, Long> lastEvents = new TreeMap<>();
            new String(content, 1, content.length - 1, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> {
                        int space = line.indexOf(' ');
                        lastEvents.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
                    });
            return new Position.Writes(lastEvents);
        }
        List<ReadPosition.Mark> marks = new ArrayList<>();
        while (bytes.hasRemaining()) {
            SliceRange slices = new SliceRange(bytes.getShort(), bytes.getShort());
            marks.add(new ReadPosition.Mark(slices, new JournalOffset(bytes.getLong(), bytes.getLong())));
        }
        return new Position.Read(new ReadPosition(marks));
    }
}
