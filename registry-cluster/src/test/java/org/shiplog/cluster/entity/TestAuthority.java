package org.shiplog.cluster.entity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.shiplog.cluster.ArteryAddress.MutualTls;

/** A certificate authority of its own, kept in a folder, made by the JDK's keytool. */
record TestAuthority(Path folder) {
    private static final String PASSWORD = "changeit";

    /** A node's certificate and key and the authority's certificate, as PEM files. */
    MutualTls issue(String name) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path authority = folder.resolve("ca.pem");
        if (!Files.exists(authority)) {
            keytool("-genkeypair -alias ca -dname CN=shiplog-ca -ext bc:c");
            keytool("-exportcert -rfc -alias ca -file " + authority);
        }
        Path certificate = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        if (!Files.exists(certificate)) {
            keytool("-genkeypair -alias " + name + " -dname CN=" + name + " -signer ca"
                    + " -ext san=dns:shiplog,ip:127.0.0.1 -ext eku=serverAuth,clientAuth");
            keytool("-exportcert -rfc -alias " + name + " -file " + certificate);
            Files.writeString(key, pem(name));
        }
        return new MutualTls(certificate, key, authority);
    }

    private void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        if (arguments.startsWith("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "3650"));
        }
        command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        int status = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("keytool ended with status " + status);
        }
    }

    private Path store() {
        return folder.resolve("store.p12");
    }

    private String pem(String name) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
            Key key = keys.getKey(name, PASSWORD.toCharArray());
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
