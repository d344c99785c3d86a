package org.shiplog.storage.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates that no authority knows, made with the JDK's keytool. */
final class Certificates {
    static final String PASSWORD = "changeit";

    private Certificates() {}

    /** A key store with a certificate for the names, and the certificate beside it as PEM. */
    record Made(Path keyStore, Path pem) {}

    static Made make(Path directory, String names) {
        Path keyStore = directory.resolve("server.p12");
        Path pem = directory.resolve("server.pem");
        keytool(List.of(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=s3",
                "-ext",
                "san=" + names,
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD,
                "-validity",
                "2"));
        keytool(List.of(
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                pem.toString()));
        return new Made(keyStore, pem);
    }

    private static void keytool(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
