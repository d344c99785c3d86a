package org.shiplog.cluster.config;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A self-signed certificate with its key, made by the JDK's keytool, and the PEM forms that other tools write. */
record TestCertificate(KeyStore.PrivateKeyEntry entry) {
    private static final String PASSWORD = "changeit";

    static TestCertificate generate(Path directory, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve(algorithm + ".p12");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-keyalg", algorithm, "-dname", "CN=localhost", "-alias", "node", "-validity", "3650"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (algorithm.equals("RSA")) {
            command.addAll(List.of("-keysize", "2048"));
        }
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("keytool ended with status " + status);
        }
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var protection = new KeyStore.PasswordProtection(PASSWORD.toCharArray());
        return new TestCertificate((KeyStore.PrivateKeyEntry) keys.getEntry("node", protection));
    }

    Path writeCertificate(Path file) throws IOException, GeneralSecurityException {
        return pem(file, "CERTIFICATE", entry.getCertificate().getEncoded());
    }

    Path writeKey(Path file) throws IOException {
        return pem(file, "PRIVATE KEY", key().getEncoded());
    }

    /** The form before PKCS#8: PKCS#1 for RSA, SEC 1 for EC. */
    Path writeOldKey(Path file) throws IOException {
        var info = PrivateKeyInfo.getInstance(key().getEncoded());
        var inner = info.parsePrivateKey();
        if (key() instanceof ECPrivateKey ec) {
            // Tools name the curve inside; the JDK, which has it outside, does not.
            int bits = ec.getParams().getOrder().bitLength();
            inner = new org.bouncycastle.asn1.sec.ECPrivateKey(
                    bits, ec.getS(), info.getPrivateKeyAlgorithm().getParameters());
        }
        return pem(
                file,
                key().getAlgorithm() + " PRIVATE KEY",
                inner.toASN1Primitive().getEncoded());
    }

    private PrivateKey key() {
        return entry.getPrivateKey();
    }

    static Path pem(Path file, String type, byte[] content) throws IOException {
        var text = new StringWriter();
        try (var pem = new PemWriter(text)) {
            pem.writeObject(new PemObject(type, content));
        }
        return Files.writeString(file, text.toString());
    }
}
