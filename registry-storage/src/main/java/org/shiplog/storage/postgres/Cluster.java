package org.shiplog.storage.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The files of one embedded database: {@code cluster} (PostgreSQL's own), {@code password} and {@code port}. A cluster appears
 * under its name only when it is complete, so a crash while it is being made is followed by a clean second attempt.
 */
final class Cluster {
    static final String USER = "shiplog";
    static final String DATABASE = "shiplog";

    private static final String LOOPBACK = "127.0.0.1";
    /** Below the range from which the kernel gives ports to outgoing connections, which could take ours while we restart. */
    private static final int FIRST_PORT = 15_000;

    private static final int LAST_PORT = 32_000;
    private static final int PORT_ATTEMPTS = 200;

    private final Path directory;
    private final Path files;
    private final PostgresBinaries binaries;
    private final Unprivileged unprivileged;

    private Cluster(Path directory, PostgresBinaries binaries, Unprivileged unprivileged) {
        this.directory = directory;
        this.files = directory.resolve("cluster");
        this.binaries = binaries;
        this.unprivileged = unprivileged;
    }

    /** Opens the database's files, making them when this is the first start. The caller holds the directory's lock. */
    static Cluster open(Path directory, PostgresBinaries binaries) throws IOException, InterruptedException {
        Path real = directory.toRealPath();
        return open(real, binaries, Unprivileged.forClusterIn(real.resolve("cluster")));
    }

    static Cluster open(Path directory, PostgresBinaries binaries, Unprivileged unprivileged)
            throws IOException, InterruptedException {
        var cluster = new Cluster(directory, binaries, unprivileged);
        if (!Files.isDirectory(cluster.files)) {
            cluster.initialize();
        }
        String version = Files.readString(cluster.files.resolve("PG_VERSION")).strip();
        if (!version.equals(binaries.majorVersion())) {
            throw new PostgresStartException("the database in " + cluster.files + " was made by PostgreSQL " + version
                    + ", but this Shiplog carries " + binaries.version());
        }
        return cluster;
    }

    /** The address of the database in the directory, as far as one was ever started there. */
    static Optional<DatabaseAddress> lastAddress(Path directory) throws IOException {
        Path password = directory.resolve("password");
        Path port = directory.resolve("port");
        if (!Files.exists(password) || !Files.exists(port)) {
            return Optional.empty();
        }
        return Optional.of(address(
                Integer.parseInt(Files.readString(port).strip()),
                DATABASE,
                Files.readString(password).strip()));
    }

    static boolean exists(Path directory) {
        return Files.isDirectory(directory.resolve("cluster"));
    }

    Path files() {
        return files;
    }

    DatabaseAddress address(int port, String database) throws IOException {
        if (!Files.exists(directory.resolve("password"))) {
            throw new PostgresStartException("the database in " + files + " is there, but its password file "
                    + directory.resolve("password") + " is gone: restore it from a backup");
        }
        return address(
                port, database, Files.readString(directory.resolve("password")).strip());
    }

    /** The port of last time if it is free, else a new one that is remembered from now on. */
    int choosePort() throws IOException {
        Path file = directory.resolve("port");
        if (Files.exists(file)) {
            int remembered = Integer.parseInt(Files.readString(file).strip());
            if (isFree(remembered)) {
                return remembered;
            }
        }
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = RandomGenerator.getDefault().nextInt(FIRST_PORT, LAST_PORT);
            if (isFree(port)) {
                PrivateFiles.write(file, port + "\n");
                return port;
            }
        }
        throw new PostgresStartException("no free loopback port between " + FIRST_PORT + " and " + LAST_PORT);
    }

    Process launch(int port) throws IOException {
        // Whoever held the pid in this file is gone. Left in place, the file would stop PostgreSQL as soon as the pid
        // is given
        // to any other process, which is common after a restart of a container.
        Files.deleteIfExists(files.resolve("postmaster.pid"));
        var command = new ArrayList<String>();
        command.add(binaries.program("postgres").toString());
        command.add("-D");
        command.add(files.toString());
        command.addAll(ServerSettings.arguments(port));
        return start(command);
    }

    private void initialize() throws IOException, InterruptedException {
        Path staging = directory.resolve("cluster.new");
        PrivateFiles.deleteTree(staging);
        PrivateFiles.createDirectory(staging);
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        PrivateFiles.write(directory.resolve("password"), password + "\n");
        Path given = directory.resolve("password.initdb");
        PrivateFiles.write(given, password + "\n");
        unprivileged.own(given);
        unprivileged.own(staging);
        var initdb = start(List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + staging,
                "--username=" + USER,
                "--pwfile=" + given,
                "--auth=scram-sha-256",
                // Iterations make a guessable password slow to guess. This one cannot be guessed, and each connection
                // pays.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions"));
        var log = ServerLog.follow(initdb);
        if (initdb.waitFor() != 0) {
            throw new PostgresStartException("initdb failed:\n" + log.lastWords());
        }
        Files.delete(given);
        Files.move(staging, files, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.sync(directory);
    }

    private Process start(List<String> program) throws IOException {
        var builder = new ProcessBuilder(unprivileged.command(program))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        // Neither our secrets nor somebody's PG* variables are the server's business.
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin:/usr/sbin:/sbin" : path);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static DatabaseAddress address(int port, String database, String password) {
        return new DatabaseAddress("jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database + "?user=" + USER
                + "&password=" + password + "&sslmode=disable");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
