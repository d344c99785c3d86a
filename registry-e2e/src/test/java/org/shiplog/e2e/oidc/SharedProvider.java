package org.shiplog.e2e.oidc;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.shiplog.e2e.node.LoginRegistry;

/** Hands tests the same provider, whose client is the registry of {@link LoginRegistry}. They lock {@link #PEOPLE} and put their own there. */
final class SharedProvider implements ParameterResolver {
    static final String PEOPLE = "org.shiplog.e2e.people";

    private static final Namespace NAMESPACE = Namespace.create(SharedProvider.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NodeProvider.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("provider", _ -> start(context), NodeProvider.class);
    }

    private static NodeProvider start(ExtensionContext context) {
        var registry = LoginRegistry.of(context);
        return NodeProvider.start(registry.address("/c/oidc/callback"), registry.address("/"));
    }
}
