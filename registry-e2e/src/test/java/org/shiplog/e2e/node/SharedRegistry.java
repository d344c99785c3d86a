package org.shiplog.e2e.node;

import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands every test the same node, started when the first test asks and stopped after the last one. Tests keep apart by
 * using projects and repositories of their own; what needs to look into the node asks for a {@link RunningNode}. With the system property {@code shiplog.e2e.host} (and
 * {@code shiplog.e2e.password}) the tests use a registry that runs already.
 */
public final class SharedRegistry implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedRegistry.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Set.of(Registry.class, RunningNode.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var isNode = parameter.getParameter().getType() == RunningNode.class;
        var running = System.getProperty("shiplog.e2e.host");
        if (running != null) {
            if (isNode) {
                throw new ParameterResolutionException("a test that looks into its node needs one that it started");
            }
            return new Registry(running, "admin", System.getProperty("shiplog.e2e.password", ""));
        }
        var node = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("node", _ -> new Shared(RunningNode.start(NodeSettings.named("shared"))), Shared.class)
                .node();
        return isNode ? node : node.registry();
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
