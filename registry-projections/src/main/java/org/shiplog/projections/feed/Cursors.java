package org.shiplog.projections.feed;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;

/**
 * Writes places in the journal so that those outside can keep them and learn nothing from them: transactions and events are numbered
 * one after the other, and would tell how much others do. The text of a place is the same on every node and for ever.
 */
public final class Cursors {
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{22}");

    /** A place is just one block, which no chaining has anything to add to. */
    private static final String CIPHER = "AES/CBC/NoPadding";

    private static final IvParameterSpec NOTHING_BEFORE = new IvParameterSpec(new byte[16]);

    private final SecretKey key;

    private Cursors(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** @param key 16 bytes */
    public static Cursors of(byte[] key) {
        return new Cursors(key);
    }

    /** With the key that all nodes share. */
    public static Cursors open(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT key FROM feed_cursor_key");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return of(row.getBytes(1));
        }
    }

    /** 22 characters that need no escaping in URLs and headers. */
    public String text(JournalOffset place) {
        byte[] block = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(place.transactionId())
                .putLong(place.ordering())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(run(Cipher.ENCRYPT_MODE, block));
    }

    /** Reads untrusted text; empty when it certainly was not written here. A place that is none may come of any other text. */
    public Optional<JournalOffset> parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            return Optional.empty();
        }
        ByteBuffer block =
                ByteBuffer.wrap(run(Cipher.DECRYPT_MODE, Base64.getUrlDecoder().decode(text)));
        JournalOffset place = new JournalOffset(block.getLong(), block.getLong());
        boolean possible = place.transactionId() >= 0
                && place.ordering() >= 0
                && text(place).equals(text);
        return possible ? Optional.of(place) : Optional.empty();
    }

    private byte[] run(int mode, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, NOTHING_BEFORE);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }
}
