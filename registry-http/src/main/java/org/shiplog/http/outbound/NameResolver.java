package org.shiplog.http.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. Blocks. */
@FunctionalInterface
public interface NameResolver {
    /** As the platform does it. */
    NameResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * @param host a name or a literal address, as a URL has it but without brackets
     * @return at least one, in the order in which they should be tried
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
