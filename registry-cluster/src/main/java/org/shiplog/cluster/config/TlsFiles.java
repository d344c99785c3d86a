package org.shiplog.cluster.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads PEM files with certificates and private keys, in the forms that certificate tools write: PKCS#8, PKCS#1 and SEC 1. */
final class TlsFiles {
    private static final long LARGEST_FILE = 1 << 20;

    private TlsFiles() {}

    /** A file that cannot serve; the message names the file and says why. */
    static final class UnusableFileException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableFileException(Path file, String why) {
            super(file + " " + why);
        }
    }

    static List<X509Certificate> certificates(Path file) throws UnusableFileException {
        try (var in = new ByteArrayInputStream(read(file).getBytes(StandardCharsets.ISO_8859_1))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new UnusableFileException(file, "holds no PEM certificate");
            }
            return found;
        } catch (CertificateException _) {
            throw new UnusableFileException(file, "holds no readable PEM certificate");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PrivateKey privateKey(Path file) throws UnusableFileException {
        String text = read(file);
        try (var pem = new PemReader(new StringReader(text))) {
            for (PemObject object = pem.readPemObject(); object != null; object = pem.readPemObject()) {
                if (object.getType().endsWith("PRIVATE KEY")) {
                    return privateKey(file, object);
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            // The parser answers damaged structures with whatever unchecked exception it runs into.
            throw new UnusableFileException(file, "holds no readable PEM private key (RSA, EC or Ed25519)");
        }
        throw new UnusableFileException(file, "holds no PEM private key");
    }

    /** Whether the key made a signature that the certificate's public key accepts. */
    static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        try {
            byte[] probe = {1, 2, 3};
            var signer = Signature.getInstance(signatureOf(key));
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(probe);
            return signer.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    private static PrivateKey privateKey(Path file, PemObject object)
            throws IOException, GeneralSecurityException, UnusableFileException {
        boolean encrypted =
                object.getType().startsWith("ENCRYPTED") || !object.getHeaders().isEmpty();
        if (encrypted) {
            throw new UnusableFileException(
                    file, "holds an encrypted key; decrypt it first, the node cannot ask for a passphrase");
        }
        var info = info(object);
        var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        String name;
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            name = "RSA";
        } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            name = "EC";
        } else {
            name = "EdDSA";
        }
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    /** The JDK reads PKCS#8 only, so the older two forms are wrapped into it. */
    private static PrivateKeyInfo info(PemObject object) throws IOException {
        var content = ASN1Sequence.getInstance(object.getContent());
        return switch (object.getType()) {
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), content);
            case "EC PRIVATE KEY" -> {
                var key = ECPrivateKey.getInstance(content);
                yield new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
            }
            default -> PrivateKeyInfo.getInstance(content);
        };
    }

    private static String read(Path file) throws UnusableFileException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new UnusableFileException(file, "is not there or is no file");
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new UnusableFileException(file, "is larger than 1 MiB, so it is no PEM file of ours");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            throw new UnusableFileException(file, "cannot be read by this user");
        }
    }
}
