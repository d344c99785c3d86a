package org.shiplog.e2e.node;

import java.net.URI;

/** The registry under test as its clients see it. Plain HTTP on the loopback address. */
public record Registry(String host, String user, String password) {

    public URI address(String path) {
        return URI.create("http://" + host + path);
    }

    /** {@code host/repository:reference}, or with {@code @} when the reference is a digest. */
    public String image(String repository, String reference) {
        return host + "/" + repository + (reference.contains(":") ? "@" : ":") + reference;
    }

    /** The path and query of a {@code Location}, which may be absolute or not. */
    public static String path(String location) {
        var uri = URI.create(location);
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    public RegistryHttp asAdmin() {
        return new RegistryHttp(this, true);
    }

    public RegistryHttp anonymous() {
        return new RegistryHttp(this, false);
    }
}
