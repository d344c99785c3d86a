package org.shiplog.e2e.node;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.shiplog.e2e.command.Command;

/**
 * Hands the tests of logins elsewhere the same node, apart from the one that all others share: how people log in is a setting of the
 * whole registry. It can only be changed while there are no users, so whoever changes it deletes theirs in the end.
 *
 * <p>The node trusts the authority {@code ca.pem} in {@link #certificates()}, which vouches for {@code server.p12} at 127.0.0.1.
 */
public final class LoginRegistry implements ParameterResolver {
    /** What tests lock that change how people log in. */
    public static final String MODE = "org.shiplog.e2e.logins";

    /** Of the key stores there. */
    public static final String STORE_PASSWORD = "changeit";

    private static final Namespace NAMESPACE = Namespace.create(LoginRegistry.class);

    private static final class Certificates {
        static final Path FOLDER = make();

        private static Path make() {
            var folder = Project.newFolder("issuer-certificates");
            var script = """
                set -e
                new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@"; }
                new -x509 -days 30 -subj /CN=authority -keyout ca.key -out ca.pem
                new -subj /CN=issuer -keyout server.key -out server.csr
                printf 'subjectAltName=IP:127.0.0.1' >names
                openssl x509 -req -days 30 -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -out server.pem
                openssl pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:%1$s
                '%2$s/bin/keytool' -importcert -noprompt -alias ca -file ca.pem -keystore trust.p12 -storepass %1$s
                """.formatted(STORE_PASSWORD, System.getProperty("java.home"));
            Command.of(folder, "bash", "-c", script).run().succeeds();
            return folder;
        }
    }

    /** Made once. */
    public static Path certificates() {
        return Certificates.FOLDER;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Registry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    /** The same for all. */
    public static Registry of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("node", _ -> new Shared(RunningNode.start(settings())), Shared.class)
                .node()
                .registry();
    }

    private static NodeSettings settings() {
        var plain = NodeSettings.named("logins");
        var options = List.of(
                "-Xmx512m",
                "-Djavax.net.ssl.trustStore=" + certificates().resolve("trust.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD);
        return new NodeSettings(plain.data(), plain.password(), options, plain.environment(), plain.place());
    }

    private record Shared(RunningNode node) implements AutoCloseable {
        @Override
        public void close() {
            try {
                node.stop();
            } finally {
                node.close();
            }
        }
    }
}
