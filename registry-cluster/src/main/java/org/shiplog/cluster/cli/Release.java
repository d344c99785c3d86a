package org.shiplog.cluster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version Shiplog's version
 * @param postgres the version of the PostgreSQL that comes with it
 */
public record Release(String version, String postgres) {
    public static Release current() {
        try (InputStream in = Release.class.getResourceAsStream("release.properties")) {
            var properties = new Properties();
            properties.load(in);
            return new Release(properties.getProperty("version"), properties.getProperty("postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
