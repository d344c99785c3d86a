package org.shiplog.cluster.localcluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** HAProxy 2.4 or newer in master-worker mode. It asks the nodes itself whether they are ready. */
record Haproxy(Path program) implements Balancer {
    @Override
    public String kind() {
        return "haproxy";
    }

    @Override
    public String file() {
        return "haproxy.cfg";
    }

    @Override
    public List<String> command(Path folder) {
        return List.of(program.toString(), "-W", "-f", folder.resolve(file()).toString());
    }

    @Override
    public String reloadSignal() {
        return "USR2";
    }

    @Override
    public String quitSignal() {
        return "USR1";
    }

    /** Does not depend on who is ready, so that it changes only when nodes are added or removed. */
    @Override
    public String configuration(int port, List<Server> servers, Path folder) {
        String lines = servers.stream()
                .map(server -> "    server node%d 127.0.0.1:%d check port %d\n"
                        .formatted(server.node(), server.http(), server.management()))
                .collect(Collectors.joining());
        return """
            # Written by `shiplog cluster`, which overwrites it when nodes are added or removed.
            global
                # Twice as many files, of which a user may open 4096 nearly everywhere.
                maxconn 1900
                # Uploads that go on in the old worker of a reload.
                hard-stop-after 1h

            defaults
                mode http
                # A worker that a reload replaces answers the request that is on its way before it closes a connection.
                option idle-close-on-response
                timeout connect 2s
                timeout queue 30s
                timeout client 1h
                timeout server 1h
                timeout http-request 30s
                timeout http-keep-alive 1m

            frontend registry
                bind 127.0.0.1:%d
                default_backend nodes

            backend nodes
                balance roundrobin
                # A node that cannot be reached: the next one, at once. A node that died before it answered: the next
                # one for what can be asked twice.
                retries 3
                option redispatch 1
                retry-on conn-failure empty-response
                http-request disable-l7-retry unless METH_GET or { method HEAD }
                option httpchk
                http-check send meth GET uri /health/ready ver HTTP/1.1 hdr Host localhost
                http-check expect status 200
                timeout check 2s
                default-server inter 500ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down
            %s\
            """.formatted(port, lines);
    }
}
